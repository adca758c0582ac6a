"""Languages that are known by their lists alone: a user's folder of data, and no code.

For languages that part their words by spaces and write names with capital letters. What a document
in one of them says is found with less skill than in Chinese and English, for which models are
fitted.
"""

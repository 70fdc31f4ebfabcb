"""Technology contracts as pure data: kinds and their fields, amounts in words, clauses, documents. No Django.

:mod:`.kinds` reads the code table of an authority, :mod:`.schedule` checks dates and payments,
:mod:`.draft` writes the clauses in Chinese and English, :mod:`.docx` and :mod:`.pdf` set them,
:mod:`.registration` makes the rows of the sheet that a registration office asks for.
"""

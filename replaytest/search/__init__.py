"""Search: which sessions of a store should be looked at.

    walk.py     which files there are       rows.py     what the index holds of one
    gather.py   from a recording to rows    screen.py   the texts that were to be read
    readers.py  many recordings, by several processes   put.py  rows in and out
    schema.py   the index, a SQLite file    index.py    keeps it as the store is
    lexer.py, where.py   the where language    fields.py, values.py   its words
    compile.py  to SQL, with parameters     query.py    questions and their answers
    steps.py, sequence.py, funnel.py   what came after what
    saved.py    collections, saved searches    tables.py   the tables of `sql`

The index lies in the store, in `<root>/index/`. It holds nothing that the recordings do
not, may be deleted at any time, and loses what a removed recording said at the latest
when it is next used. Encrypted recordings are never read for it.
"""

"""Time exports of other tools: bytes in, rows of time out, every unread line said with its reason.

`reading.survey` reads a whole file once and says what it holds, what it asks and how it is to be
read; `reading.rows` then gives the rows one by one.
"""

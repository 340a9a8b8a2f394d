"""Time exports of other tools: bytes in, rows of time out, every unread line said with its reason.

`reading.survey` looks through a whole file once and says how it is to be read and what it asks;
its `rows()` then gives the rows one by one; `summary.summarise` gives the figures of the file.
"""

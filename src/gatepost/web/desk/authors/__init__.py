"""One author at the desk: the record, the comments, the suspensions."""

from gatepost.web.desk.authors.page import author

ROUTES = (author,)

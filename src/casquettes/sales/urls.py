"""Addresses of what is sold: quotes, as she sees them."""

from django.urls import URLPattern, path

from casquettes.sales.views import answers, client, evidence, quotes, sending, writing

app_name = "sales"
urlpatterns: list[URLPattern] = [
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/export/", quotes.export, name="export_quotes"),
    path("quotes/new/", writing.new, name="new_quote"),
    path("quotes/<int:pk>/", quotes.quote, name="quote"),
    path("quotes/<int:pk>/edit/", writing.edit, name="edit_quote"),
    path("quotes/<int:pk>/autosave/", writing.autosave, name="autosave_quote"),
    path("quotes/<int:pk>/preview/", writing.preview, name="preview_quote"),
    path("quotes/<int:pk>/pdf/", quotes.pdf, name="quote_pdf"),
    path("quotes/<int:pk>/evidence/", evidence.evidence, name="quote_evidence"),
    path("quotes/<int:pk>/versions/", quotes.versions, name="quote_versions"),
    path("quotes/<int:pk>/send/", sending.send, name="send_quote"),
    path("quotes/<int:pk>/issue/", sending.issue, name="issue_quote"),
    path("quotes/<int:pk>/handed-over/", sending.handed_over, name="hand_over_quote"),
    path("quotes/<int:pk>/link/", sending.link, name="link_quote"),
    path("quotes/<int:pk>/link/close/", sending.close_links, name="close_quote_links"),
    path("quotes/<int:pk>/accept/", answers.accept, name="accept_quote"),
    path("quotes/<int:pk>/refuse/", answers.refuse, name="refuse_quote"),
    path("quotes/<int:pk>/withdraw/", answers.withdraw, name="withdraw_quote"),
    path("quotes/<int:pk>/keep/", answers.keep, name="keep_quote"),
    path("quotes/<int:pk>/answer/", answers.answer, name="answer_question"),
    path("quotes/<int:pk>/read/", answers.read, name="read_questions"),
    path("quotes/<int:pk>/follow-up/", answers.follow_up, name="follow_up_quote"),
    path("quotes/<int:pk>/version/", answers.version, name="new_version"),
    path("quotes/<int:pk>/duplicate/", quotes.duplicate, name="duplicate_quote"),
    path("quotes/<int:pk>/remove/", quotes.remove, name="remove_quote"),
    path("quotes/<int:pk>/restore/", quotes.restore, name="restore_quote"),
]
# The client's own page, under /c/<token>/ (see config.urls): no account.
client_patterns: list[URLPattern] = [
    path("", client.page, name="page"),
    path("pdf/", client.pdf, name="pdf"),
    path("evidence/", client.evidence, name="evidence"),
    path("accept/", client.accept, name="accept"),
    path("refuse/", client.refuse, name="refuse"),
    path("question/", client.ask, name="ask"),
    path("withdraw/", client.withdraw, name="withdraw"),
]

"""Addresses of the money pages."""

from __future__ import annotations

from django.urls import path

from casquettes.finance.views import expenses

app_name = "finance"
urlpatterns = [
    path("expenses/", expenses.expenses, name="expenses"),
    path("expenses/new/", expenses.new, name="new_expense"),
    path("expenses/export/", expenses.export, name="export_expenses"),
    path("expenses/recurring/", expenses.recurring, name="recurring_expenses"),
    path("expenses/recurring/<int:pk>/due/", expenses.due, name="due_expense"),
    path("expenses/recurring/<int:pk>/stop/", expenses.stop, name="stop_expense"),
    path("expenses/<int:pk>/", expenses.expense, name="expense"),
    path("expenses/<int:pk>/remove/", expenses.remove, name="remove_expense"),
    path("expenses/<int:pk>/restore/", expenses.restore, name="restore_expense"),
]

"""Money belongs to one business; payments and files stay as they were."""

from django.db import migrations

from casquettes.kernel.row_security import KeepForEver, Protect


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_initial"), ("timesheet", "0004_mission_of_the_business")]

    operations = [
        Protect("Invoice"),
        Protect("InvoiceLine"),
        Protect("BilledTime"),
        Protect("InvoiceFile"),
        Protect("Payment"),
        Protect("ReminderPlan"),
        Protect("Reminder"),
        Protect("RecurringInvoice"),
        Protect("Transmission"),
        Protect("RecurringExpense"),
        Protect("Expense"),
        KeepForEver("InvoiceFile"),
        KeepForEver("Payment"),
    ]

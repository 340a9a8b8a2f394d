"""Run as a program: one process among several that take numbers and at times fail afterwards.

Arguments: business id, how many numbers to take. Prints the numbers that were kept.
"""

from __future__ import annotations

import datetime as dt
import sys

import django


class Failed(Exception):
    """What goes wrong after a number was taken."""


def main(business_id: int, count: int) -> None:
    from django.db import transaction

    from casquettes.kernel import numbering, tenancy
    from casquettes.kernel.models import Business

    kept = 0
    tries = 0
    while kept < count:
        tries += 1
        try:
            with transaction.atomic():
                tenancy.enter(business_id=business_id)
                business = Business.objects.get(pk=business_id)
                taken = numbering.next_number(business, "invoice", on=dt.date(2026, 3, 12))
                if tries % 3 == 0:
                    raise Failed
        except Failed:
            continue
        print(taken.number)
        kept += 1


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]))

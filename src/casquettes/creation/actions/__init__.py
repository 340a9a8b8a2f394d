"""What is done with offers: writing them, pricing them, putting them aside."""

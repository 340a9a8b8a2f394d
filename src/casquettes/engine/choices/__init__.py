"""Keep, reduce, learn, delegate or drop: the choices engine. See docs/method/choices.md."""

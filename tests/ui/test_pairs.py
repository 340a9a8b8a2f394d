"""Two values on one line, and columns with their words."""

from casquettes.ui.pairs import Place, columns, pair_line, scale_pair


def test_a_ring_and_a_dot_stand_where_their_values_are():
    drawn = pair_line(Place(45, "thought 45"), Place(30, "measured 30"), top=45, label="Share")

    assert 'aria-label="Share"' in drawn
    assert '<circle class="ring" cx="94%"' in drawn
    assert '<circle class="f-hat" cx="62.67%"' in drawn
    assert ">thought 45<" in drawn


def test_a_value_that_is_not_known_has_words_and_no_mark():
    drawn = pair_line(Place(45, "thought 45"), Place(None, "no figure"), top=45, label="Share")

    assert drawn.count("<circle") == 1
    assert "no figure" in drawn


def test_two_zeros_are_drawn():
    assert "nan" not in pair_line(Place(0, "0"), Place(-3, "−3"), top=0, label="x")


def test_marks_from_one_to_five():
    drawn = scale_pair(1, 5, label="pleasure, then 1, now 5")

    assert '<circle class="ring" cx="6%"' in drawn
    assert '<circle class="f-hat" cx="94%"' in drawn
    assert scale_pair(None, 3, label="x").count("<circle") == 1
    assert scale_pair(2, None, label="x").count("<circle") == 1


def test_columns_rise_and_fall_from_zero():
    drawn = columns(
        [Place(-2.0, "−2"), Place(None, "—"), Place(8.0, "8")], ["a", "b", "c"], label="Net"
    )

    assert drawn.count("<rect") == 2
    assert ">—<" in drawn
    assert "nan" not in columns([], [], label="none")
    assert "nan" not in columns([Place(0, "0")], ["a"], label="zero")

"""A logo: PNG or JPEG by its bytes, drawn once, and silent about where it comes from."""

from __future__ import annotations

import base64
import struct
import zlib

import pytest

from casquettes.formats.pictures import JPEG, MOST_BYTES, PNG, PictureRefused, Why, read_picture

# Twelve pixels by eight.
PHOTO = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1td"
    "hbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
    "pKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIAAwDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEA"
    "AAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIR"
    "AxEAPwCMASt//9k="
)


def chunk(name: bytes, body: bytes) -> bytes:
    told = name + body
    return struct.pack(">I", len(body)) + told + struct.pack(">I", zlib.crc32(told))


def png(width: int = 2, height: int = 2, *more: bytes, data: bytes | None = None) -> bytes:
    rows = b"".join(b"\x00" + b"\x10\x20\x30" * width for _ in range(min(height, 8)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows) if data is None else data
    parts = [chunk(b"IHDR", head), *more, chunk(b"IDAT", body), chunk(b"IEND", b"")]
    return PNG + b"".join(parts)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(*segments: bytes) -> bytes:
    return PHOTO[:2] + b"".join(segments) + PHOTO[2:]


def test_a_png_is_kept_as_it_draws() -> None:
    picture = read_picture(png())
    assert (picture.content, picture.media_type) == (png(), "image/png")


def test_a_jpeg_is_kept_as_it_draws() -> None:
    picture = read_picture(PHOTO)
    assert (picture.content, picture.media_type) == (PHOTO, "image/jpeg")


def test_where_a_photo_was_taken_is_left_out() -> None:
    exif = segment(0xE1, b"Exif\x00\x00GPS 47.2 N 1.5 W")
    told = jpeg_with(exif, segment(0xFE, b"taken by Anne"), segment(0xE2, b"MPF\x00secret"))
    assert read_picture(told).content == PHOTO


def test_what_colours_mean_is_kept() -> None:
    icc = segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + b"\x00" * 128)
    adobe = segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01")
    told = jpeg_with(icc, adobe)
    assert read_picture(told).content == told


def test_words_in_a_png_are_left_out() -> None:
    told = png(2, 2, chunk(b"tEXt", b"Author\x00Anne"), chunk(b"eXIf", b"MM\x00*GPS"))
    assert read_picture(told).content == png()


def test_what_follows_the_end_is_left_out() -> None:
    assert read_picture(png() + b"PK\x03\x04<script>").content == png()
    assert read_picture(PHOTO + b"<?php evil() ?>").content == PHOTO


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html>",
        b"GIF89a\x01\x00",
        b"%PDF-1.7",
        b"\xff\xd8",
    ],
)
def test_another_kind_of_file_is_refused_whatever_its_name(content: bytes) -> None:
    assert refusal(content) is Why.KIND


def test_a_heavy_file_is_refused_unread() -> None:
    assert refusal(PNG + b"\x00" * MOST_BYTES) is Why.HEAVY


@pytest.mark.parametrize(("width", "height"), [(4001, 2), (2, 4001), (50_000, 50_000)])
def test_a_picture_with_too_many_pixels_is_refused_undrawn(width: int, height: int) -> None:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    bomb = PNG + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert refusal(bomb) is Why.LARGE
    size = struct.pack(">HH", min(height, 65535), min(width, 65535))
    assert refusal(PHOTO.replace(b"\x00\x08\x00\x0c", size)) is Why.LARGE


def test_a_picture_of_no_size_is_refused() -> None:
    assert refusal(PHOTO.replace(b"\x00\x08\x00\x0c", b"\x00\x00\x00\x0c")) is Why.BROKEN


@pytest.mark.parametrize(
    "content",
    [
        PNG,
        png()[:-4],
        png()[:-1] + b"\x00",
        PNG + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
        PNG + chunk(b"IHDR", b"") + chunk(b"IEND", b""),
        png(data=b"not compressed"),
        png(data=zlib.compress(b"\x00")),
        JPEG,
        JPEG + b"\xe0\x00\x01",
        PHOTO[:40],
        PHOTO[:-2],
        PHOTO[:-1],
        PHOTO[:20] + b"\x00" + PHOTO[20:],
        JPEG + b"\xd9",
    ],
    ids=range(14),
)
def test_a_picture_that_cannot_be_drawn_is_refused(content: bytes) -> None:
    assert refusal(content) is Why.BROKEN


@pytest.mark.parametrize("cut", range(2, len(PHOTO), 7))
def test_a_cut_photo_is_never_taken_for_a_whole_one(cut: int) -> None:
    assert refusal(PHOTO[:cut]) in {Why.BROKEN, Why.KIND}


def test_restart_marks_belong_to_a_scan() -> None:
    scan = PHOTO.index(b"\xff\xda")
    told = PHOTO[: scan + 14] + b"\xff\xd0\xff\x00" + PHOTO[scan + 14 :]
    read_or_refused = refusal_or_content(told)
    assert read_or_refused in (Why.BROKEN, told)


def refusal(content: bytes) -> Why:
    with pytest.raises(PictureRefused) as refused:
        read_picture(content)
    return refused.value.why


def refusal_or_content(content: bytes) -> object:
    try:
        return read_picture(content).content
    except PictureRefused as refused:
        return refused.why

"""Small PDFs for tests, sound ones and others, written by hand: what is wrong in them is wrong on purpose."""

import zlib

# Byte 1 is the ligature of f and i.
FONT = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
    b" /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [1 /fi] >> >>"
)


def stream(data, extra=b""):
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), extra, data)


def packed(data):
    return stream(zlib.compress(data), b"/Filter /FlateDecode")


def literal(text):
    """A string as PDF writes it."""
    return b"(%b)" % text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")


def text_of(lines):
    """The content stream that shows these lines, one below the other; an empty one leaves a gap."""
    shown = [b"%b Tj T*" % literal(line) for line in lines]
    return b"BT /F1 10 Tf 12 TL 50 780 Td\n" + b"\n".join(shown) + b"\nET"


def pdf(objects, *, root=1, trailer=b""):
    """A file of these numbered objects with a sound table of where they are."""
    body = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
    for number in range(1, max(objects) + 1):
        body += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    body += b"trailer\n<< /Size %d /Root %d 0 R %b >>\n" % (max(objects) + 1, root, trailer)
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % start)


def pages_pdf(pages, *, info=None, xmp=None, language=None):
    """A file with a page for each list of lines, and with the metadata given."""
    objects = {3: FONT}
    kids = []
    for number, lines in enumerate(pages):
        page, content = 10 + 2 * number, 11 + 2 * number
        kids.append(b"%d 0 R" % page)
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        objects[content] = packed(lines if isinstance(lines, bytes) else text_of(lines))
    root = b"/Type /Catalog /Pages 2 0 R"
    trailer = b""
    if language:
        root += b" /Lang (%b)" % language.encode()
    if xmp:
        root += b" /Metadata 4 0 R"
        objects[4] = stream(xmp.encode(), b"/Type /Metadata /Subtype /XML")
    if info:
        objects[5] = b"<< %b >>" % b" ".join(b"/%b %b" % (k.encode(), literal(v)) for k, v in info.items())
        trailer = b"/Info 5 0 R"
    objects[1] = b"<< %b >>" % root
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), b" ".join(kids))
    return pdf(objects, trailer=trailer)

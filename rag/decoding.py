"""Bytes become text: UTF-8 as it is, other encodings with a notice that names them."""

from rag.errors import ArticleError

_FALLBACK_ENCODINGS = ["cp1252", "gb18030", "big5"]
# In this order: UTF-32's little-endian mark begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# What a page calls by the first name is written in the second (WHATWG, Encoding Standard).
_AS_BROWSERS_DO = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Decode a file's bytes; return the text and a notice where the encoding had to be guessed."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data, encoding, name), ""
    if b"\0" in data:
        raise ArticleError(f"'{name}' is not text (it holds zero bytes). Give a .txt or .md file.")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        encoding = _guess_encoding(data, name)
    text = _decode_as(data, encoding, name)
    notice = f"'{name}' is not UTF-8; it was read as {encoding}. Save it as UTF-8 if wrong."
    return text, notice


def decode_stated(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    """Decode bytes in the encoding that their document or server states, as a browser would.

    Where that is none, or is not true, the encoding is guessed and a notice names it.
    """
    label = encoding.lower().replace("_", "-")
    try:
        return data.decode(_AS_BROWSERS_DO.get(label, label)), ""
    except (UnicodeError, LookupError):
        text, notice = decode(data, name)
    return text, notice or f"'{name}' says that it is {encoding} and is not; it was read as utf-8."


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"'{name}' cannot be read as {encoding} (byte {error.start}). Save it as UTF-8."
        ) from error


def _guess_encoding(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_FALLBACK_ENCODINGS).best()
    if best is None:
        raise ArticleError(f"'{name}' is not text in an encoding Ponte knows. Save it as UTF-8.")
    return best.encoding

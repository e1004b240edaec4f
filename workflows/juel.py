"""Expressions of other engines, `${…}`: the plain ones said in FEEL, so that a designer need not write them anew.

What calls a method, picks by index or computes with text is not translated: only a person knows what it means here.
"""

import re

from workflows import feel

_WHOLE = re.compile(r"\s*[$#]\{([^{}]{1,2000})\}\s*")
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^'\\]*'|\"[^\"\\]*\")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_]\w*)*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[<>()!+*/-]))"
)
_SIGNS = {"==": "=", "&&": "and", "||": "or", "!": "not"}
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_NEVER = frozenset({"instanceof", "div", "mod", "empty", "execution", "task"})  # nothing here goes by these words
_JOINING = frozenset({"and", "or", "not"})


def in_feel(text: str) -> str | None:
    """Return a `${…}` expression as FEEL with its leading `=`, None where it is none or more than that."""
    whole = _WHOLE.fullmatch(text)
    words = _translated(whole[1]) if whole else None
    if words is None:
        return None
    try:
        feel.parse(words)
    except feel.FeelError:
        return None
    return f"= {words}"


def _translated(text: str) -> str | None:
    words = ""
    at = 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        word = _word(token, text[token.end() :].lstrip()[:1]) if token else None
        if token is None or word is None:
            return None
        words += word if word == ")" or not words or words.endswith("(") else f" {word}"
        at = token.end()
    return words


def _word(token: re.Match[str], follows: str) -> str | None:
    """Return one word in FEEL; `follows` is the sign behind it, which may make a call of a name."""
    word = token[token.lastgroup or 0]
    if token.lastgroup == "text":
        return '"' + word[1:-1].replace('"', '\\"') + '"'
    if token.lastgroup == "sign":
        return None if word == "!" and follows != "(" else _SIGNS.get(word, word)
    if token.lastgroup == "name":
        called = follows in ("(", "[", "?", ":") and not (word in _JOINING and follows == "(")
        return None if called or word.partition(".")[0] in _NEVER else _WORDS.get(word, word)
    return word

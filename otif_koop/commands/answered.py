"""What every command does in the end: print its answer, or say what it can't use."""

from __future__ import annotations

import sys
from collections.abc import Callable

from otif_koop.commands.order_files import Doubtful
from otif_koop.language import Language
from otif_koop.message import Refused

ENGLISH = Language("en")


def answered(answer: Callable[[], str], language: Language = ENGLISH) -> int:
    """Print what `answer` gives, if anything: 0; or say on the error stream what it refuses, in `language`: 2."""
    try:
        text = answer()
    except Doubtful as doubtful:
        _ask(doubtful, language)
        return 2
    except Refused as refused:
        for problem in refused.problems:
            print(language.say(problem), file=sys.stderr)
        return 2
    if text:
        print(text)
    return 0


def _ask(doubtful: Doubtful, language: Language) -> None:
    """Tell which columns can be read in more than one way, and how to say which."""
    print("Some columns can be read in more than one way. Add for each question one of its options:", file=sys.stderr)
    for question in doubtful.questions:
        print(f"\n{question.file}: {language.say(question.text)}", file=sys.stderr)
        if question.samples:
            print(f"  such as: {', '.join(question.samples)}", file=sys.stderr)
        for option in question.options:
            print(f'  --map "{option}"', file=sys.stderr)

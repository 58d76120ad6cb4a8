"""A step of a lesson as a message, with its buttons."""

from bot.render.blocks import VALUE, button
from bot.render.slack import Message, message
from bot.words.lesson_steps import Step

LEARN = "learn:"


def lesson_message(step: Step) -> Message:
    """The message that shows a step."""
    shown = message(step.reply)
    made = [
        button(f"{LEARN}{number}", label, value)
        for number, (label, value) in enumerate(step.buttons)
        if 0 < len(value) <= VALUE
    ]
    buttons = [{"type": "actions", "block_id": f"{LEARN}buttons", "elements": made}] if made else []
    return {"text": shown["text"], "blocks": [*shown["blocks"], *buttons]}

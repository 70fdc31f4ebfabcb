"""What the docking room keeps: introductions, deals with their people and threads, and the log of all of it."""

from duijie.docking.models.deals import Deal, Message, Participant, Thread
from duijie.docking.models.introductions import Introduction, Question
from duijie.docking.models.log import Checkpoint, LogEntry

__all__ = [
    "Checkpoint",
    "Deal",
    "Introduction",
    "LogEntry",
    "Message",
    "Participant",
    "Question",
    "Thread",
]

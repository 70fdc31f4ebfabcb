"""What the docking room keeps: introductions, deals with their people and threads, and the log of all of it."""

from duijie.docking.models.deals import Deal, Message, Participant, Thread
from duijie.docking.models.introductions import Introduction, Question
from duijie.docking.models.log import Checkpoint, LogEntry
from duijie.docking.models.terms import Currency, Proposal, ProposalAnswer, Terms, TermsMilestone

__all__ = [
    "Checkpoint",
    "Currency",
    "Deal",
    "Introduction",
    "LogEntry",
    "Message",
    "Participant",
    "Proposal",
    "ProposalAnswer",
    "Question",
    "Terms",
    "TermsMilestone",
    "Thread",
]

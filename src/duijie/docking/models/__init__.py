"""What the docking room keeps: introductions, deals with their people and threads, and the log of all of it."""

from duijie.docking.models.challenges import (
    Assessor,
    Challenge,
    ChallengeRules,
    KeyGift,
    KeyPart,
    Officer,
    OpenedFile,
    OpenedProposal,
    Score,
    SealedProposal,
)
from duijie.docking.models.contracts import Amendment, Contract, ContractFile, ContractVersion, Signature
from duijie.docking.models.deals import Deal, Message, Participant, Thread
from duijie.docking.models.delegations import Delegation, Refusal
from duijie.docking.models.delivery import Milestone, Payment, Review, Submission
from duijie.docking.models.files import DealFile
from duijie.docking.models.introductions import Introduction, Question
from duijie.docking.models.log import Checkpoint, LogEntry, LogHead
from duijie.docking.models.meetings import Meeting
from duijie.docking.models.stations import Station, Target
from duijie.docking.models.terms import Proposal, ProposalAnswer, Terms, TermsMilestone

__all__ = [
    "Amendment",
    "Assessor",
    "Challenge",
    "ChallengeRules",
    "Checkpoint",
    "Contract",
    "ContractFile",
    "ContractVersion",
    "Deal",
    "DealFile",
    "Delegation",
    "Introduction",
    "KeyGift",
    "KeyPart",
    "LogEntry",
    "LogHead",
    "Meeting",
    "Message",
    "Milestone",
    "Officer",
    "OpenedFile",
    "OpenedProposal",
    "Participant",
    "Payment",
    "Proposal",
    "ProposalAnswer",
    "Question",
    "Refusal",
    "Review",
    "Score",
    "SealedProposal",
    "Signature",
    "Station",
    "Submission",
    "Target",
    "Terms",
    "TermsMilestone",
    "Thread",
]

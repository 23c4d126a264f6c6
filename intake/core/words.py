"""The vocabulary of a complaint: who, where, on whose authority, what happened, and what else matters."""

from enum import StrEnum


class Actor(StrEnum):
    """Who did it; `local_police` are city, county and State officers outside a jail."""

    ICE = "ice"
    CBP = "cbp"
    USCIS = "uscis"
    DHS_CONTRACTOR = "dhs_contractor"
    LOCAL_POLICE = "local_police"
    JAIL_STAFF = "jail_staff"
    DEPUTY_287G = "deputy_287g"
    BOP = "bop"
    USMS = "usms"
    DOJ_CONTRACTOR = "doj_contractor"
    FBI = "fbi"
    ORR_CARE = "orr_care"
    IMMIGRATION_COURT = "immigration_court"
    EMPLOYER = "employer"
    OTHER_DETAINEE = "other_detainee"
    UNKNOWN = "unknown"


class Place(StrEnum):
    """Where it happened; `igsa_jail` is a local jail that also holds people for ICE."""

    COMMUNITY = "community"
    HOME = "home"
    WORKPLACE = "workplace"
    COURTHOUSE = "courthouse"
    HOSPITAL = "hospital"
    TRANSPORT = "transport"
    LOCAL_JAIL = "local_jail"
    STATE_PRISON = "state_prison"
    IGSA_JAIL = "igsa_jail"
    PRIVATE_ICE = "private_ice"
    ICE_SPC = "ice_spc"
    ICE_HOLD = "ice_hold"
    CBP_HOLD = "cbp_hold"
    BOP = "bop"
    USMS_CONTRACT = "usms_contract"
    ORR = "orr"
    JUVENILE_LOCAL = "juvenile_local"
    UNKNOWN = "unknown"


class Custody(StrEnum):
    """On whose authority the person is held; it decides more than the building does."""

    NONE = "none"
    LOCAL_CHARGE = "local_charge"
    LOCAL_SENTENCE = "local_sentence"
    ICE_DETAINER = "ice_detainer"
    DETAINER_ONLY = "detainer_only"
    ICE = "ice"
    CBP = "cbp"
    USMS = "usms"
    BOP = "bop"
    JUVENILE = "juvenile"
    ORR = "orr"
    UNKNOWN = "unknown"


class Allegation(StrEnum):
    """What is complained about."""

    CHILD_ABUSE = "child_abuse"
    STAFF_ABUSE = "staff_abuse"
    CONDITIONS = "conditions"
    OVER_72H = "over_72h"
    FAMILY_SEPARATION = "family_separation"
    MEDICAL = "medical"
    US_CITIZEN = "us_citizen"
    OVER_48H = "over_48h"
    DEATH = "death"
    FORCE = "force"
    CRIMINAL_MISCONDUCT = "criminal_misconduct"
    SEXUAL_ABUSE = "sexual_abuse"
    BAIL_REFUSED = "bail_refused"
    VAWA_CONFIDENTIALITY = "vawa_confidentiality"
    VICTIM_WITNESS = "victim_witness"
    RETALIATION = "retaliation"
    MENTAL_HEALTH = "mental_health"
    FAILURE_TO_PROTECT = "failure_to_protect"
    SEGREGATION = "segregation"
    LANGUAGE_ACCESS = "language_access"
    DISABILITY = "disability"
    RELIGION = "religion"
    FORCED_WORK = "forced_work"
    PROFILING = "profiling"
    FALSE_ARREST = "false_arrest"
    COMPLAINT_ACCESS = "complaint_access"
    LEGAL_MAIL = "legal_mail"
    COUNSEL_ACCESS = "counsel_access"
    STATUS_QUESTIONING = "status_questioning"
    UNLAWFUL_STOP = "unlawful_stop"
    ENTRY = "entry"
    DETAINER_IMPROPER = "detainer_improper"
    NO_NOTICE = "no_notice"
    COERCION = "coercion"
    DUE_PROCESS = "due_process"
    DISCRIMINATION = "discrimination"
    PROGRAMME_MISUSE = "programme_misuse"
    DATA_ERROR = "data_error"
    PRIVACY = "privacy"
    EMPLOYMENT_STATUS_BIAS = "employment_status_bias"
    BENEFIT_SERVICE = "benefit_service"
    CASE_OUTCOME = "case_outcome"


class Flag(StrEnum):
    """What else was said that changes the route; `released` means free again, on a day that is not known."""

    PATTERN = "pattern"
    INJURY = "injury"
    DANGER_NOW = "danger_now"
    DOJ_FUNDED = "doj_funded"
    DELEGATED = "delegated"
    STATE_AUTHORITY = "state_authority"
    MINOR = "minor"
    DISABILITY = "disability"
    PRIOR_CASE = "prior_case"
    COUNTY_RUN = "county_run"
    RELEASED = "released"


class Derived(StrEnum):
    """What the detainer clock adds to the flags; a facts document may not state these."""

    STILL_HELD = "still_held"
    HOLD_EXPIRED = "hold_expired"
    HOLD_RUNNING = "hold_running"


class Desk(StrEnum):
    """An office with keys of its own, in the order in which desks are listed."""

    CRCL = "crcl"
    DOJ = "doj"
    TRIAGE = "triage"


class Lead(StrEnum):
    """Which desk leads; joint where both departments have a part."""

    JOINT = "joint"
    CRCL = "crcl"
    DOJ = "doj"
    TRIAGE = "triage"


class Urgency(StrEnum):
    """How soon a person looks first: the same hour, a day, 3 and 10 business days; the least is most urgent."""

    U0 = "U0"
    U1 = "U1"
    U2 = "U2"
    U3 = "U3"

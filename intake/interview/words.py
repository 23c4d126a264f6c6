"""The plain words for every code of the domain, for all rooms; lazy: each speaks its reader's language."""

from collections.abc import Mapping

from intake.core.words import Actor, Allegation, Custody, Desk, Flag, Place, Urgency
from intake.i18n import _l
from intake.interview.fields import Choice, Group

ACTORS: Mapping[Actor, str] = {
    Actor.ICE: _l("Immigration officers (ICE)"),
    Actor.CBP: _l("Border Patrol or border officers (CBP)"),
    Actor.USCIS: _l("The office for immigration papers (USCIS)"),
    Actor.DHS_CONTRACTOR: _l("Guards or nurses at an immigration center"),
    Actor.LOCAL_POLICE: _l("City, county or state police, or a sheriff"),
    Actor.JAIL_STAFF: _l("Jail or prison staff"),
    Actor.DEPUTY_287G: _l("A local deputy with immigration powers (287(g))"),
    Actor.BOP: _l("Staff of a federal prison"),
    Actor.USMS: _l("U.S. Marshals"),
    Actor.DOJ_CONTRACTOR: _l("Guards hired by the U.S. Marshals"),
    Actor.FBI: _l("The FBI"),
    Actor.ORR_CARE: _l("Staff of a shelter for children"),
    Actor.IMMIGRATION_COURT: _l("An immigration judge or court worker"),
    Actor.EMPLOYER: _l("An employer"),
    Actor.OTHER_DETAINEE: _l("Another person held there"),
    Actor.UNKNOWN: _l("I don't know"),
}

PLACES: Mapping[Place, str] = {
    Place.COMMUNITY: _l("On the street, in a car or in public"),
    Place.HOME: _l("At home"),
    Place.WORKPLACE: _l("At work"),
    Place.COURTHOUSE: _l("At a court"),
    Place.HOSPITAL: _l("In a hospital or clinic"),
    Place.TRANSPORT: _l("In a van, bus or plane of the officers"),
    Place.LOCAL_JAIL: _l("In a county or city jail"),
    Place.STATE_PRISON: _l("In a state prison"),
    Place.IGSA_JAIL: _l("In a local jail that holds people for ICE"),
    Place.PRIVATE_ICE: _l("In an immigration center run by a company"),
    Place.ICE_SPC: _l("In an immigration center run by ICE"),
    Place.ICE_HOLD: _l("In an ICE office or holding room"),
    Place.CBP_HOLD: _l("In a Border Patrol station or border room"),
    Place.BOP: _l("In a federal prison"),
    Place.USMS_CONTRACT: _l("In a jail that works for the U.S. Marshals"),
    Place.ORR: _l("In a shelter for children"),
    Place.JUVENILE_LOCAL: _l("In a jail or center for young people"),
    Place.UNKNOWN: _l("I don't know"),
}

CUSTODIES: Mapping[Custody, str] = {
    Custody.NONE: _l("No one. The person was free."),
    Custody.LOCAL_CHARGE: _l("The police or a jail. The case is still open."),
    Custody.LOCAL_SENTENCE: _l("A jail or prison. A judge set the time."),
    Custody.ICE_DETAINER: _l("The jail, and immigration put a hold on the person."),
    Custody.DETAINER_ONLY: _l("The jail, only because of an immigration hold."),
    Custody.ICE: _l("Immigration (ICE)"),
    Custody.CBP: _l("Border Patrol"),
    Custody.USMS: _l("The U.S. Marshals"),
    Custody.BOP: _l("A federal prison"),
    Custody.JUVENILE: _l("A court or center for young people"),
    Custody.ORR: _l("The office that cares for children (ORR)"),
    Custody.UNKNOWN: _l("I don't know"),
}

ALLEGATIONS: Mapping[Allegation, str] = {
    Allegation.OVER_48H: _l("Held after the day they should have been free"),
    Allegation.OVER_72H: _l("Held over 72 hours by Border Patrol"),
    Allegation.BAIL_REFUSED: _l("Bail was not taken, or did not bring release"),
    Allegation.US_CITIZEN: _l("A U.S. citizen was held for immigration"),
    Allegation.DETAINER_IMPROPER: _l("An immigration hold that should not be there"),
    Allegation.NO_NOTICE: _l("The hold paper was not given or not explained"),
    Allegation.FAMILY_SEPARATION: _l("Parents and children were kept apart"),
    Allegation.FORCE: _l("Hit, pushed, hurt or tied up too hard"),
    Allegation.STAFF_ABUSE: _l("Insulted, threatened or treated badly by staff"),
    Allegation.SEXUAL_ABUSE: _l("Touched in a sexual way, or made to do sexual acts"),
    Allegation.CHILD_ABUSE: _l("A child was hurt or treated badly"),
    Allegation.FAILURE_TO_PROTECT: _l("Not kept safe from other people"),
    Allegation.DEATH: _l("Someone died"),
    Allegation.CRIMINAL_MISCONDUCT: _l("An officer stole, took a bribe or broke the law"),
    Allegation.RETALIATION: _l("Punished for speaking up"),
    Allegation.MEDICAL: _l("No doctor, medicine or care when sick"),
    Allegation.MENTAL_HEALTH: _l("No help for the mind, or with thoughts of death"),
    Allegation.CONDITIONS: _l("Bad food, water, heat, cold, dirt or no room"),
    Allegation.SEGREGATION: _l("Locked up alone"),
    Allegation.FORCED_WORK: _l("Made to work"),
    Allegation.DISABILITY: _l("No help with a disability"),
    Allegation.RELIGION: _l("Kept from prayer or from the food of a faith"),
    Allegation.UNLAWFUL_STOP: _l("Stopped or searched for no good reason"),
    Allegation.PROFILING: _l("Picked out for looks, race, language or accent"),
    Allegation.FALSE_ARREST: _l("Arrested for no good reason"),
    Allegation.ENTRY: _l("Officers came into a home and had no right to"),
    Allegation.STATUS_QUESTIONING: _l("Asked about immigration papers for no good reason"),
    Allegation.PROGRAMME_MISUSE: _l("Arrested only so that papers could be checked"),
    Allegation.DISCRIMINATION: _l("Treated worse than other people"),
    Allegation.COUNSEL_ACCESS: _l("Kept from a lawyer"),
    Allegation.LEGAL_MAIL: _l("Letters to or from a lawyer were opened or kept"),
    Allegation.COMPLAINT_ACCESS: _l("Kept from making a complaint"),
    Allegation.LANGUAGE_ACCESS: _l("No interpreter, or papers in the wrong language"),
    Allegation.DUE_PROCESS: _l("No fair chance to be heard"),
    Allegation.COERCION: _l("Pushed or tricked to sign or to talk"),
    Allegation.PRIVACY: _l("Private facts were shared"),
    Allegation.DATA_ERROR: _l("A wrong record or a false computer match"),
    Allegation.VAWA_CONFIDENTIALITY: _l("Facts about a victim of abuse were shared"),
    Allegation.VICTIM_WITNESS: _l("A hold was put on a crime victim or witness"),
    Allegation.EMPLOYMENT_STATUS_BIAS: _l("An employer was unfair about papers or origin"),
    Allegation.CASE_OUTCOME: _l("I want a ruling on bond, release or removal changed"),
    Allegation.BENEFIT_SERVICE: _l("Delay or bad service with immigration papers"),
}

OTHER = "other"  # an answer, not a word of the vocabulary: compose makes it "any other act"

_A = Allegation


def _group(
    key: str, title: str, pictogram: str, *allegations: Allegation, more: tuple[Choice, ...] = ()
) -> Group:
    listed = tuple((kind.value, ALLEGATIONS[kind]) for kind in allegations)
    return Group(key, title, pictogram, listed + more)


GROUPS: tuple[Group, ...] = (
    _group(
        "held",
        _l("Held too long"),
        "clock",
        *(_A.OVER_48H, _A.OVER_72H, _A.BAIL_REFUSED, _A.US_CITIZEN),
        *(_A.DETAINER_IMPROPER, _A.NO_NOTICE, _A.FAMILY_SEPARATION),
    ),
    _group(
        "force",
        _l("Hurt, threatened or punished"),
        "hand",
        *(_A.FORCE, _A.STAFF_ABUSE, _A.SEXUAL_ABUSE, _A.CHILD_ABUSE, _A.FAILURE_TO_PROTECT),
        *(_A.DEATH, _A.CRIMINAL_MISCONDUCT, _A.RETALIATION),
    ),
    _group(
        "health",
        _l("Health and daily life inside"),
        "health",
        *(_A.MEDICAL, _A.MENTAL_HEALTH, _A.CONDITIONS, _A.SEGREGATION),
        *(_A.FORCED_WORK, _A.DISABILITY, _A.RELIGION),
    ),
    _group(
        "stop",
        _l("Stopped, arrested or questioned unfairly"),
        "street",
        *(_A.UNLAWFUL_STOP, _A.PROFILING, _A.FALSE_ARREST, _A.ENTRY),
        *(_A.STATUS_QUESTIONING, _A.PROGRAMME_MISUSE, _A.DISCRIMINATION),
    ),
    _group(
        "rights",
        _l("Rights, papers and language"),
        "speech",
        *(_A.COUNSEL_ACCESS, _A.LEGAL_MAIL, _A.COMPLAINT_ACCESS),
        *(_A.LANGUAGE_ACCESS, _A.DUE_PROCESS, _A.COERCION),
    ),
    _group(
        "other",
        _l("Privacy, work and other things"),
        "privacy",
        *(_A.PRIVACY, _A.DATA_ERROR, _A.VAWA_CONFIDENTIALITY, _A.VICTIM_WITNESS),
        *(_A.EMPLOYMENT_STATUS_BIAS, _A.CASE_OUTCOME, _A.BENEFIT_SERVICE),
        more=((OTHER, _l("Something else")),),
    ),
)

FLAGS: Mapping[Flag, str] = {
    Flag.PATTERN: _l("It happened to many, or by order"),
    Flag.INJURY: _l("Someone was hurt"),
    Flag.DANGER_NOW: _l("Someone is in danger now"),
    Flag.DOJ_FUNDED: _l("The police office gets money from the Department of Justice"),
    Flag.DELEGATED: _l("The officers did immigration work"),
    Flag.STATE_AUTHORITY: _l("The officers did traffic or crime work"),
    Flag.MINOR: _l("The person is under 18"),
    Flag.DISABILITY: _l("The person has a disability"),
    Flag.PRIOR_CASE: _l("There was a complaint before"),
    Flag.COUNTY_RUN: _l("The county runs this place"),
    Flag.RELEASED: _l("The person is free again"),
}

URGENCIES: Mapping[Urgency, str] = {
    Urgency.U0: _l("A person should look at it within one hour"),
    Urgency.U1: _l("A person should look at it within one day"),
    Urgency.U2: _l("A person should look at it within three work days"),
    Urgency.U3: _l("A person should look at it within ten work days"),
}

STATUSES: Mapping[str, str] = {
    "received": _l("We have it"),
    "in_review": _l("We are reading it"),
    "needs_you": _l("We have a question for you"),
    "referred": _l("We sent it to another office"),
    "not_ours": _l("This office cannot act on it"),
    "investigating": _l("We are looking into it"),
    "decided": _l("There is a decision"),
    "closed": _l("The case is closed"),
    "withdrawn": _l("You took it back"),
}

DESKS: Mapping[Desk, str] = {
    Desk.CRCL: _l("Homeland Security, Office for Civil Rights (CRCL)"),
    Desk.DOJ: _l("Department of Justice, Civil Rights"),
    Desk.TRIAGE: _l("The team that finds the right office"),
}

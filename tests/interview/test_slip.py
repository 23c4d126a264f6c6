"""The slip that goes with a code."""

from intake.interview.slip import slip_of


def test_a_slip_says_only_what_the_deployment_has_to_say() -> None:
    slip = slip_of([])
    assert (slip.where, slip.address, slip.desks, slip.legal) == ("", "", (), ())
    assert "cannot find you" not in slip.use


def test_a_slip_names_the_desks_in_their_order_the_address_and_the_law() -> None:
    slip = slip_of(
        ["doj", "crcl"],
        address="https://complaints.example/status",
        no_contact=True,
        legal_help="Aid Society",
        privacy_act="Privacy Act",
        omb_number="1601-0000",
    )
    assert [name.partition(",")[0] for name in slip.desks] == ["Homeland Security", "Department of Justice"]
    assert slip.where
    assert slip.address == "https://complaints.example/status"
    assert "cannot find you" in slip.use
    assert slip.legal[1:] == ("Aid Society", "Privacy Act", "OMB number: 1601-0000")

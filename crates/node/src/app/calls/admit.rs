//! Whether a device may be in a contact's call: accreditation, role, phase, and its own signature.

use domain::{Action, ContactPhase, LineView, NodeFacts, SubjectId, decide};
use identity::{DeviceId, Hash32, PublicKey, Role, SideId};
use wire::{CallEnvelope, GroupId, JoinBody, RosterMember, SignedEnvelope};

use super::{CallRefusal, Now};

/// What admitting a device told.
pub(super) struct Admitted {
    pub proposed_by: SideId,
    pub agreed: Hash32,
    pub facts: NodeFacts,
    pub speaks: bool,
    pub principal: bool,
    /// The group that the join is for.
    pub group: GroupId,
}

pub(super) fn admit(
    view: &LineView,
    now: Now,
    contact: SubjectId,
    member: &RosterMember,
) -> Result<Admitted, (CallRefusal, &'static str)> {
    let folded = view
        .contact(contact)
        .ok_or((CallRefusal::NotAllowed, "there is no such contact"))?;
    let (agreed, facts) = folded
        .agreed
        .zip(folded.facts)
        .ok_or((CallRefusal::NotAllowed, "the contact isn't agreed"))?;
    let people = view
        .people(member.side)
        .ok_or((CallRefusal::NotAccredited, "that side isn't on this line"))?;
    let standing = people.standing(member.device, now.unix_ms).ok_or((
        CallRefusal::NotAccredited,
        "this device's accreditation doesn't stand",
    ))?;
    let roles = standing.accreditation.roles;
    let speaks = decide(roles, Action::JoinAndSpeak, Some(folded.phase));
    let listens = decide(roles, Action::JoinAndListen, Some(folded.phase));
    if speaks.is_err() && listens.is_err() {
        return Err((
            CallRefusal::NotAllowed,
            "your role, or the contact's state, doesn't allow you into this call",
        ));
    }
    let staged = matches!(folded.phase, ContactPhase::Staged | ContactPhase::OnTheLine);
    let principal = roles.contains(Role::Principal);
    if principal && !staged {
        return Err((
            CallRefusal::NotStaged,
            "both duty officers haven't confirmed yet",
        ));
    }
    let malformed = (
        CallRefusal::Malformed,
        "the join isn't signed by the device that it names",
    );
    if member.join.len() > wire::JOIN_BYTES_MAX {
        return Err(malformed);
    }
    let signed = SignedEnvelope::decode(&member.join).map_err(|_| malformed)?;
    let Ok(CallEnvelope::Join(JoinBody {
        contact: named,
        side,
        accreditation,
        group,
        key_package: _,
    })) = signed.verify(&standing.accreditation.device_key)
    else {
        return Err(malformed);
    };
    if named != contact
        || side != member.side
        || signed.device != member.device
        || accreditation != standing.signed
    {
        return Err(malformed);
    }
    Ok(Admitted {
        proposed_by: folded.proposed_by,
        agreed,
        facts,
        speaks: speaks.is_ok(),
        principal,
        group,
    })
}

pub(super) fn standing(
    view: &LineView,
    side: SideId,
    device: DeviceId,
    unix_ms: i64,
) -> Option<PublicKey> {
    view.people(side)?
        .standing(device, unix_ms)
        .map(|member| member.accreditation.device_key)
}

pub(super) fn role_of(view: &LineView, side: SideId, device: DeviceId, role: Role) -> bool {
    view.people(side)
        .and_then(|people| people.get(device))
        .is_some_and(|member| member.accreditation.roles.contains(role))
}

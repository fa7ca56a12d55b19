//! Invitations: how people come into an organization.

use bailiwick_access::Action;
use bailiwick_model::{
    DisplayName, Email, Invitation, MemberId, OrganizationId, TeamId, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{CURSOR, LIMIT, List, Ruled, SEARCH, Secret};
use crate::grants::RoleAssignment;
use crate::operation::{Needs, Operation, Parameter, ParameterKind, Target};

/// Invites somebody.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Whom.
    pub email: Email,
    /// Role ids, or roles with a scope or an end; the organization's default role when none is named.
    #[serde(default)]
    #[schemars(length(max = 50))]
    pub roles: Vec<RoleAssignment>,
    /// Teams to be in.
    #[serde(default)]
    #[schemars(length(max = 50))]
    pub teams: Vec<TeamId>,
    /// For how many days it can be accepted, at most 30; 7 when left out.
    #[schemars(range(min = 1, max = 30))]
    pub expires_in_days: Option<u32>,
}

/// Sends an invitation again.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resend {
    /// For how many days it can be accepted, at most 30; 7 when left out.
    #[schemars(range(min = 1, max = 30))]
    pub expires_in_days: Option<u32>,
}

/// An invitation that was just sent: the only answer that holds its link.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SentInvitation {
    /// The invitation.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// Where it is accepted, shown once. Whoever has it can answer the invitation: hand it to nobody but the invited.
    pub link: String,
}

/// An invitation as the invited person sees it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InvitationLook {
    /// The organization's name.
    pub organization: DisplayName,
    /// Who invites; null when the account is gone.
    pub inviter: Option<DisplayName>,
    /// The address that it is for: in full for whoever is signed in with it, else with its middle left out.
    pub email: String,
    /// Whether the caller is signed in with that address; null when nobody is signed in.
    pub is_for_caller: Option<bool>,
    /// The names of the roles that it gives.
    pub roles: Vec<String>,
    /// The names of the teams that it puts one into.
    pub teams: Vec<String>,
    /// It cannot be accepted from then on.
    pub expires_at: Timestamp,
    /// It can be accepted by making an account, where the address has none.
    pub can_sign_up: bool,
}

/// Accepts an invitation: empty for whoever is signed in, else what makes the account.
#[derive(Clone, Default, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// At least twelve characters; for the account to be made.
    pub password: Option<Secret>,
    /// What others see; for the account to be made.
    pub display_name: Option<DisplayName>,
}

/// Where an accepted invitation led.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AcceptedInvitation {
    /// The organization.
    pub organization: OrganizationId,
    /// Its name.
    pub name: DisplayName,
    /// The new membership.
    pub member: MemberId,
}

const FILTERS: &[Parameter] = &[
    LIMIT,
    CURSOR,
    SEARCH,
    Parameter {
        name: "state",
        description: "only those that are `pending`, `accepted`, `declined`, `cancelled`, `expired` or `void`",
        kind: ParameterKind::Text,
    },
];

const VIEW: Needs = Needs::Action(Action::InvitationsView, Target::Organization);
const CREATE: Needs = Needs::Action(Action::InvitationsCreate, Target::Organization);

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::get(
        "invitation_list",
        "/api/v1/organizations/{organization}/invitations",
        "The invitations of an organization",
        VIEW,
    )
    .query(FILTERS)
    .answers::<List<Ruled<Invitation>>>(),
    Operation::post(
        "invitation_create",
        "/api/v1/organizations/{organization}/invitations",
        "Invite somebody",
        CREATE,
    )
    .takes::<NewInvitation>()
    .answers::<Ruled<SentInvitation>>(),
    Operation::get(
        "invitation_get",
        "/api/v1/organizations/{organization}/invitations/{invitation}",
        "Get an invitation",
        VIEW,
    )
    .answers::<Ruled<Invitation>>()
    .versioned(),
    Operation::post(
        "invitation_resend",
        "/api/v1/organizations/{organization}/invitations/{invitation}/resend",
        "Make a new link for an invitation; the one before stops working",
        CREATE,
    )
    .takes::<Resend>()
    .answers::<Ruled<SentInvitation>>()
    .versioned()
    .acts(),
    Operation::delete(
        "invitation_cancel",
        "/api/v1/organizations/{organization}/invitations/{invitation}",
        "Take an invitation back",
        Needs::Action(Action::InvitationsCancel, Target::Organization),
    )
    .versioned(),
    Operation::get(
        "invitation_look",
        "/api/v1/invitations/{secret}",
        "What an invitation offers, for whoever has its link",
        Needs::Public,
    )
    .answers::<InvitationLook>(),
    Operation::post(
        "invitation_accept",
        "/api/v1/invitations/{secret}/accept",
        "Accept an invitation, signed in with its address or by making an account",
        Needs::Public,
    )
    .takes::<Acceptance>()
    .answers::<AcceptedInvitation>()
    .joins(),
    Operation {
        status: 204,
        ..Operation::post(
            "invitation_decline",
            "/api/v1/invitations/{secret}/decline",
            "Decline an invitation",
            Needs::Public,
        )
    },
];

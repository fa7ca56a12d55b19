//! Why a request was not done: what its caller reads, and what only the log reads.

use axum::http::StatusCode;
use bailiwick_access::{Action, Denial, Refusal};

use crate::refusals::Refused;

/// What a refusal was judged by.
#[derive(Debug, Clone)]
pub(crate) enum Ground {
    /// A missing action.
    Judged(Refused),
    /// A missing action, of which it is not known yet who was refused it.
    Denied(Denial),
    /// A change of access that went too far.
    Exceeded(Refusal),
}

/// A refusal or a failure of the control plane.
#[derive(Debug, Clone)]
pub(crate) struct Error {
    pub(crate) status: StatusCode,
    /// A stable word of `docs/errors`.
    pub(crate) code: &'static str,
    /// A sentence for the person who can fix it.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
    /// The action that was missing.
    pub(crate) action: Option<Action>,
    /// Seconds after which another try makes sense.
    pub(crate) retry_after: Option<u64>,
    /// What only the log reads.
    pub(crate) cause: Option<String>,
    /// What it was judged by: the gate says more of it, and keeps it to be explained.
    pub(crate) ground: Option<Box<Ground>>,
}

impl Error {
    /// A refusal of any kind.
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Error {
            status,
            code,
            message: message.into(),
            hint: None,
            action: None,
            retry_after: None,
            cause: None,
            ground: None,
        }
    }

    /// 400: the request cannot be read.
    pub(crate) fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 401: who calls is not known.
    pub(crate) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "sign in, or send a token")
    }

    /// 403 for a reason other than a missing action.
    pub(crate) fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// 403 for who does not run the server.
    pub(crate) fn not_operator() -> Self {
        Self::forbidden("operator_required", "this is for those who run the server")
    }

    /// 404, the same for what is absent and for what the caller may not know of.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing here that you can see")
    }

    /// 409: the state of things does not allow it.
    pub(crate) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// 412: someone else changed it since.
    pub(crate) fn outdated() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "version_mismatch",
            "this was changed since you read it",
        )
        .hint("read it again and repeat your change")
    }

    /// 422: one field of the body or one query parameter is not acceptable.
    pub(crate) fn invalid(field: &str, message: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_field",
            format!("`{field}`: {message}"),
        )
    }

    /// 422: a field of the body names something that is not there, or that the caller may not know of: the same words.
    pub(crate) fn absent(field: &str, noun: &str) -> Self {
        Self::invalid(field, format!("there is no such {noun} that you can see"))
    }

    /// 429, with the seconds to wait.
    pub(crate) fn too_many(retry_after: u64, message: impl Into<String>) -> Self {
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message)
            .hint(format!("try again in {} seconds", retry_after.max(1)));
        error.retry_after = Some(retry_after.max(1));
        error
    }

    /// 500; the caller learns only the request id, the log the cause.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let mut error = Self::new(
            status,
            "internal",
            "something failed on the server: its log names this request",
        );
        error.cause = Some(cause.into());
        error
    }

    /// 503; the same with the hope that it passes.
    pub(crate) fn unavailable(cause: impl Into<String>) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let mut error =
            Self::new(status, "unavailable", "the server cannot answer this at the moment");
        error.cause = Some(cause.into());
        error.retry_after = Some(1);
        error
    }

    /// Adds what to do about it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<crate::vault::Sealed> for Error {
    fn from(sealed: crate::vault::Sealed) -> Self {
        Error::internal(sealed.to_string())
    }
}

impl From<bailiwick_store::Error> for Error {
    fn from(error: bailiwick_store::Error) -> Self {
        use bailiwick_store::Error as Store;
        match error {
            Store::Conflict { code, message } => Error::conflict(code, message),
            Store::NotFound(_) => Error::not_found(),
            Store::Version => Error::outdated(),
            Store::Ended => Error::unauthenticated(),
            Store::Denied(denial) => crate::gate::denied(&denial),
            Store::Refused(refusal) => crate::gate::exceeded(&refusal),
            Store::NotOperator => Error::not_operator(),
            Store::OwnersKept(code) => crate::gate::not_interactive(code),
            // Nothing is decided by what cannot be read, and it is no fault of the request: once the store is mended, the
            // same is answered.
            Store::Corrupt(cause) => Error::unavailable(cause),
            failure if failure.is_passing() => Error::unavailable(failure.to_string()),
            failure => Error::internal(failure.to_string()),
        }
    }
}

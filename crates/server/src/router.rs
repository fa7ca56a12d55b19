//! Every door of the server. Each is opened through `Doors`, which keeps the list that the coverage test compares with
//! the declared operations.

use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::extract::{Extension, Request, State as Extract};
use axum::handler::Handler as AxumHandler;
use axum::http::{Method, Response, StatusCode};
use axum::routing::{MethodFilter, any, on};
use axum::{Router, middleware};
use bailiwick_api::Operation;
use bailiwick_model::RequestId;
use tower::ServiceExt;

use crate::around::{CountedAs, around};
use crate::error::Error;
use crate::gate;
use crate::routes::Handler;
use crate::state::State;

/// One way into the server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Door {
    /// The HTTP method; `*` is any.
    pub method: &'static str,
    /// The path with its parameters in braces.
    pub path: String,
    /// The declared operation behind it.
    pub operation: Option<&'static str>,
}

/// Doors beside the declared operations. None of them changes anything of the control plane.
pub const OTHER_DOORS: &[(&str, &str)] = &[
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/schemas/policy.json"),
    ("*", "/instances/{instance}"),
    ("*", "/instances/{instance}/{*path}"),
];

/// The router in the making, and the list of what it opens.
#[derive(Default)]
pub struct Doors {
    router: Router<Arc<State>>,
    opened: Vec<Door>,
}

impl Doors {
    /// Opens a door to a declared operation; its handler is reached through the gate alone.
    pub(crate) fn operation(mut self, operation: &'static Operation, handler: Handler) -> Self {
        let door = move |Extract(state): Extract<Arc<State>>, request: Request| {
            gate::pass(state, operation, handler, request)
        };
        self.opened.push(Door {
            method: operation.method.as_str(),
            path: operation.path.to_owned(),
            operation: Some(operation.id),
        });
        self.router = self.router.route(operation.path, on(filter(operation.method), door));
        self
    }

    /// Opens a door that is no operation.
    pub(crate) fn other<H, T>(
        mut self,
        method: Option<bailiwick_api::Method>,
        path: &str,
        handler: H,
    ) -> Self
    where
        H: AxumHandler<T, Arc<State>>,
        T: 'static,
    {
        let name = method.map_or("*", bailiwick_api::Method::as_str);
        self.opened.push(Door { method: name, path: path.to_owned(), operation: None });
        let route = method
            .map_or_else(|| any(handler.clone()), |method| on(filter(method), handler.clone()));
        self.router = self.router.route(path, route);
        self
    }

    /// Opens a door that nobody declared, for the test that must notice it.
    pub fn plant(self, path: &str) -> Self {
        self.other(Some(bailiwick_api::Method::Post), path, || async { StatusCode::OK })
    }

    /// What was opened.
    pub fn opened(&self) -> &[Door] {
        &self.opened
    }

    /// The finished router.
    pub(crate) fn close(self, state: Arc<State>) -> Router {
        self.router
            .fallback(elsewhere)
            .method_not_allowed_fallback(wrong_method)
            .layer(middleware::from_fn_with_state(state.clone(), around))
            .with_state(state)
    }
}

fn filter(method: bailiwick_api::Method) -> MethodFilter {
    match method {
        bailiwick_api::Method::Get => MethodFilter::GET,
        bailiwick_api::Method::Post => MethodFilter::POST,
        bailiwick_api::Method::Put => MethodFilter::PUT,
        bailiwick_api::Method::Patch => MethodFilter::PATCH,
        bailiwick_api::Method::Delete => MethodFilter::DELETE,
    }
}

/// Whether a path belongs to the server rather than to the dashboard, in whatever way it is spelled: an odd spelling
/// of an operation is not found, and never a page.
pub(crate) fn is_reserved(path: &str) -> bool {
    let is_odd = path.contains("//")
        || path.contains('\\')
        || path.contains(';')
        || path.contains("/.")
        || path.contains('%');
    let lowered = path.to_ascii_lowercase();
    let first = lowered.trim_start_matches('/').split('/').next().unwrap_or_default();
    is_odd
        || matches!(
            first,
            "api"
                | "instances"
                | "health"
                | "metrics"
                | "openapi.json"
                | "schemas"
                | "scim"
                | "oauth"
                | "planetscale"
                | "powersync"
        )
}

static PAGES: LazyLock<Router> = LazyLock::new(bailiwick_dashboard::router);

async fn elsewhere(
    Extension(request_id): Extension<RequestId>,
    request: Request,
) -> Response<Body> {
    if is_reserved(request.uri().path()) {
        return Error::not_found().into_response(request_id);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return wrong_method(Extension(request_id)).await;
    }
    let Ok(mut response) = PAGES.clone().oneshot(request).await;
    response.extensions_mut().insert(CountedAs("dashboard"));
    response
}

async fn wrong_method(Extension(request_id): Extension<RequestId>) -> Response<Body> {
    let message = "this path does not know this method";
    Error::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
        .into_response(request_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_spelling_of_the_api_is_never_a_page() {
        for path in [
            "/api",
            "/API/v1/me",
            "//api/v1/me",
            "/x/../api/v1/me",
            "/%61pi/v1/me",
            "/api/v1/me/",
            "/a;b",
            "/health",
        ] {
            assert!(is_reserved(path), "{path}");
        }
        for path in ["/", "/organizations/0123/projects", "/assets/index-1a2b.js", "/sign-in"] {
            assert!(!is_reserved(path), "{path}");
        }
    }
}

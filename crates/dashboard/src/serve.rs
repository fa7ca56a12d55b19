//! Which bytes a path of the dashboard is answered with.

use axum::Router;
use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::page::NOT_BUILT;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Assets;

/// Vite puts files whose names carry a hash of their content here; they never change.
const HASHED: &str = "assets/";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const REVALIDATE: &str = "no-cache";

/// Answers every path that nothing else claims. Only GET and HEAD; anything else is 405.
pub fn router() -> Router {
    Router::new().fallback(|method: Method, uri: Uri, headers: HeaderMap| async move {
        if method != Method::GET && method != Method::HEAD {
            return answer(StatusCode::METHOD_NOT_ALLOWED, &[(ALLOW, "GET, HEAD")], Body::empty());
        }
        respond(&uri, headers.get(IF_NONE_MATCH))
    })
}

/// The file at `uri`, or the single page: its own router knows which addresses exist. A missing file below `/assets/` is
/// 404, because a page from before an upgrade must not be handed HTML for a script.
pub async fn serve(uri: &Uri) -> Response<Body> {
    respond(uri, None)
}

fn respond(uri: &Uri, known: Option<&HeaderValue>) -> Response<Body> {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Assets::get(path) {
        return found(path, file, known);
    }
    if path.starts_with(HASHED) {
        return answer(StatusCode::NOT_FOUND, &[(CACHE_CONTROL, REVALIDATE)], Body::empty());
    }
    match Assets::get("index.html") {
        Some(index) => found("index.html", index, known),
        None => answer(
            StatusCode::SERVICE_UNAVAILABLE,
            &[(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")],
            Body::from(NOT_BUILT),
        ),
    }
}

fn found(path: &str, file: EmbeddedFile, known: Option<&HeaderValue>) -> Response<Body> {
    let cache = if path.starts_with(HASHED) { IMMUTABLE } else { REVALIDATE };
    let hash = file.metadata.sha256_hash();
    let tag =
        hash[..16].iter().fold(String::from("\""), |tag, byte| format!("{tag}{byte:02x}")) + "\"";
    if known.is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return answer(
            StatusCode::NOT_MODIFIED,
            &[(CACHE_CONTROL, cache), (ETAG, &tag)],
            Body::empty(),
        );
    }
    answer(
        StatusCode::OK,
        &[(CONTENT_TYPE, content_type(path).as_str()), (CACHE_CONTROL, cache), (ETAG, &tag)],
        Body::from(file.data.into_owned()),
    )
}

fn content_type(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let is_text =
        kind.type_() == "text" || kind.subtype() == "javascript" || kind.subtype() == "json";
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

fn answer(
    status: StatusCode,
    headers: &[(axum::http::HeaderName, &str)],
    body: Body,
) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Response<Body> {
        respond(&Uri::try_from(path).unwrap_or_default(), None)
    }

    fn header(response: &Response<Body>, name: &str) -> String {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    #[test]
    fn a_page_address_is_html_that_is_never_kept() {
        let page = get("/org/0123456789abcdef01234567/projects");
        assert!(header(&page, "content-type").starts_with("text/html"));
        assert!(["no-cache", "no-store"].contains(&header(&page, "cache-control").as_str()));
        let is_built = Assets::get("index.html").is_some();
        assert_eq!(
            page.status(),
            if is_built { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
        );
    }

    #[test]
    fn a_missing_asset_is_not_answered_with_the_page() {
        assert_eq!(get("/assets/gone-1a2b3c.js").status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_path_never_leaves_the_embedded_folder() {
        for path in ["/../Cargo.toml", "/..%2fCargo.toml", "/assets/../../package.json"] {
            let response = get(path);
            assert!(!header(&response, "content-type").contains("json"), "{path}");
            assert!(!header(&response, "content-type").contains("toml"), "{path}");
        }
    }

    #[test]
    fn every_embedded_file_has_its_type_and_its_age() {
        for path in Assets::iter() {
            let response = get(&format!("/{path}"));
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(
                header(&response, "cache-control") == IMMUTABLE,
                path.starts_with(HASHED),
                "{path}"
            );
            if path.ends_with(".js") {
                assert!(header(&response, "content-type").starts_with("text/javascript"), "{path}");
            }
        }
    }

    #[test]
    fn an_unchanged_file_is_304() {
        let page = get("/");
        let Some(tag) = page.headers().get(ETAG) else { return };
        assert_eq!(respond(&Uri::from_static("/"), Some(tag)).status(), StatusCode::NOT_MODIFIED);
    }
}

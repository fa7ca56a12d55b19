//! The page that stands in while `web/dist` is empty.

/// Plain HTML without scripts or inline styles, so that it works under the server's content security policy.
pub(crate) const NOT_BUILT: &str = "<!doctype html>
<html lang=\"en\">
<head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"><title>Bailiwick</title></head>
<body><h1>The dashboard is not built. Run <code>cargo xtask web</code>.</h1>
<p>The API and the command line work without it.</p></body>
</html>
";

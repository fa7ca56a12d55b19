//! What a connection URL means, and what is said about one that means nothing.

use bailiwick_engine::{FileRules, Target};

const PASSWORD: &str = "hunter2";

fn parse(url: &str) -> String {
    let rules = FileRules {
        organization_folder: "/nowhere".into(),
        allowed_folders: Vec::new(),
        forbidden: Vec::new(),
    };
    let shown = match Target::parse(url, &rules) {
        Ok(Target::Sqlite { path }) => format!("{path:?}"),
        Ok(Target::Postgres(server) | Target::Mysql(server)) => {
            format!(
                "{}@{}:{} {} {:?}",
                server.user, server.host, server.port, server.database, server.tls
            )
        }
        Err(error) => format!("error: {error}"),
    };
    assert!(!shown.contains(PASSWORD), "{shown}");
    format!("{}\n  {shown}\n", url.replace(PASSWORD, "***"))
}

#[test]
fn urls_are_read_and_errors_name_the_part() {
    let urls = [
        "postgres://ann:hunter2@db.example.com/shop",
        "postgresql://ann:hunter2@db.example.com:6543/shop?sslmode=verify-ca",
        "mysql://ann:hunter2@127.0.0.1/shop",
        "mariadb://ann:hunter2@[::1]:3307/shop",
        "mysql://ann:hunter2@db/shop?sslmode=verify-ca",
        "mysql://a%40b:p%2Fw@localhost/sh%20op?sslmode=verify-full",
        "postgres://ann:hunter2@LOCALHOST/shop?sslmode=disable",
        "",
        "shop.sqlite",
        "oracle://ann:hunter2@db/shop",
        "postgres://ann:hunter2@/shop",
        "postgres://:hunter2@db/shop",
        "postgres://ann:hunter2@db",
        "postgres://ann:hunter2@db/",
        "postgres://ann:hunter2@db:port/shop",
        "postgres://ann:hunter2@db:99999/shop",
        "postgres://ann:hunter2@d b/shop",
        "postgres://ann:hunter2#@db/shop",
        "postgres://ann:hunter2/x@db/shop",
        "postgres://ann:hunter2%00@db/shop",
        "postgres://ann:hunter2%ff@db/shop",
        "postgres://ann:hunter2@db/shop?sslmode=require",
        "postgres://ann:hunter2@db/shop?options=-csearch_path%3Dx",
        "sqlite:",
        "sqlite:shop.sqlite",
        "sqlite://shop.sqlite",
        "sqlite:///etc/passwd",
        "sqlite:../shop.sqlite",
    ];
    insta::assert_snapshot!(urls.map(parse).concat());
}

#[test]
fn debug_text_hides_the_password() {
    let target = crate::target("postgres://ann:hunter2@db/shop");
    assert!(!format!("{target:?}").contains(PASSWORD));
    let database = bailiwick_engine::Database::new(target, crate::options());
    assert!(!format!("{database:?}").contains(PASSWORD));
}

//! An organization's log, or the server's, to be taken away: written page by page while it is read, so that its length does not matter.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use bailiwick_model::chain::{FORMAT, Header, Link, line, name_of};
use bailiwick_model::{OrganizationId, Timestamp};
use bailiwick_store::Tx;
use bailiwick_store::audit::{Extent, Filter, Sight};
use tokio::sync::mpsc::{Sender, channel};

use super::turns::Turn;
use super::{filter, sight};
use crate::answer::Answer;
use crate::call::Call;
use crate::csv;
use crate::error::Error;
use crate::gate::Again;
use crate::state::State;

/// Entries that are read at once.
const PAGE: u32 = 1_000;

/// How long a client may take to accept a page: a connection of the store waits for it.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long an export may take in all: it reads one state of the store, which cannot be tidied meanwhile.
const LONGEST: Duration = Duration::from_secs(900);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    JsonLines,
    Csv,
}

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let format = match call.query.get("format") {
        None | Some("jsonl") => Format::JsonLines,
        Some("csv") => Format::Csv,
        Some(_) => return Err(Error::invalid("format", "it should be `jsonl` or `csv`")),
    };
    let (filter, sight) = (filter(&call)?, sight(call.judged.as_ref())?);
    let organization: Option<OrganizationId> = call.path.maybe("organization")?;
    let turn = call.state.readings.take(organization)?;
    let is_whole = filter == Filter::default() && sight.is_whole();
    let (ending, media_type) = match format {
        Format::JsonLines => ("jsonl", "application/jsonl"),
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
    };
    let mut tx = call.begin().await?;
    bailiwick_store::audit::exported(&mut tx, &call.act(), ending, &filter, is_whole).await?;
    tx.commit().await?;
    let export = Export { organization, format, filter, sight, is_whole };
    // Little waits to be read: what does is sent whatever becomes of the reader's right.
    let (pages, arriving) = channel(1);
    let day = call.now.to_string();
    let reader = Reader { state: call.state.clone(), again: call.again };
    tokio::spawn(write(reader, export, pages, turn));
    let chain = name_of(organization);
    let name = format!("audit-{chain}-{}.{ending}", day.split('T').next().unwrap_or_default());
    Ok(Answer::pages(media_type, name, arriving))
}

struct Export {
    /// The server's log where absent.
    organization: Option<OrganizationId>,
    format: Format,
    filter: Filter,
    sight: Sight,
    is_whole: bool,
}

/// Who reads the export, and what they were let in by.
struct Reader {
    state: Arc<State>,
    again: Again,
}

impl Reader {
    /// Whether they would be let in now, to everything that is shown here.
    async fn may_read_on(&self, shown: &Sight) -> bool {
        let judged = self.again.judge(&self.state).await;
        judged.and_then(|judged| sight(judged.as_ref())).is_ok_and(|sight| sight.holds(shown))
    }
}

/// Sends pages, then `None`: whoever gets no `None` knows that the rest is missing.
async fn write(reader: Reader, export: Export, pages: Sender<Option<Bytes>>, turn: Turn) {
    let written = tokio::time::timeout(LONGEST, export.write(&reader, &pages)).await;
    match written.unwrap_or(Ok(false)) {
        Ok(true) => {
            let _ = pages.send(None).await;
        }
        Ok(false) => tracing::info!("an export of an audit log was not read to its end"),
        Err(error) => tracing::error!("an export of an audit log broke off: {error}"),
    }
    drop(turn);
}

impl Export {
    /// Everything up to the head as it is now, from one state of the store.
    async fn write(
        &self,
        reader: &Reader,
        pages: &Sender<Option<Bytes>>,
    ) -> Result<bool, bailiwick_store::Error> {
        let mut tx = reader.state.store.read().await?;
        let extent = bailiwick_store::audit::extent(&mut tx, self.organization).await?;
        let mut text = self.head(&extent);
        let (mut after, mut told) = (extent.after.entries, 0);
        loop {
            let mut links = self.read(&mut tx, after).await?;
            let last = links.last().map(|link| link.sequence);
            for link in &mut links {
                told += 1;
                if !self.sight.is_whole() {
                    // Gaps in the log's own numbers would count what this reader may not see, and the epoch is the
                    // time of the last change of access, whoever made it.
                    link.sequence = told;
                    link.epoch = None;
                }
                self.push(&mut text, link);
            }
            let Ok(Ok(place)) = tokio::time::timeout(PATIENCE, pages.reserve()).await else {
                return Ok(false);
            };
            // Asked when there is room, not when the page was read: between the two lies the client's own pace.
            if !reader.may_read_on(&self.sight).await {
                return Ok(false);
            }
            place.send(Some(Bytes::from(std::mem::take(&mut text))));
            match last {
                Some(last) if links.len() == PAGE as usize => after = last,
                _ => return Ok(true),
            }
        }
    }

    async fn read(
        &self,
        tx: &mut Tx<'_>,
        after: u64,
    ) -> Result<Vec<Link<'static>>, bailiwick_store::Error> {
        let (organization, sight) = (self.organization, &self.sight);
        bailiwick_store::audit::read(tx, organization, sight, &self.filter, after, PAGE).await
    }

    fn head(&self, extent: &Extent) -> String {
        if self.format == Format::Csv {
            let mut text = String::new();
            csv::row(&mut text, COLUMNS);
            return text;
        }
        // What a part leaves out is not told: not even how much it is.
        let whole = self.is_whole.then_some(extent);
        line(&Header {
            bailiwick_audit: FORMAT,
            chain: name_of(self.organization),
            after: whole.map(|extent| extent.after.clone()),
            head: whole.map(|extent| extent.head.clone()),
        })
    }

    fn push(&self, text: &mut String, link: &Link<'_>) {
        match self.format {
            Format::JsonLines => text.push_str(&line(link)),
            Format::Csv => csv::row(text, cells(link).iter().map(String::as_str)),
        }
    }
}

const COLUMNS: [&str; 15] = [
    "sequence",
    "at",
    "actor_kind",
    "actor",
    "actor_name",
    "credential",
    "action",
    "target_kind",
    "target",
    "target_name",
    "outcome",
    "request",
    "address",
    "detail",
    "hash",
];

fn cells(link: &Link<'_>) -> [String; COLUMNS.len()] {
    let maybe = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or("").to_owned();
    [
        link.sequence.to_string(),
        Timestamp(link.at).to_string(),
        link.actor_kind.to_string(),
        maybe(&link.actor),
        maybe(&link.actor_name),
        maybe(&link.credential),
        link.action.to_string(),
        link.target_kind.to_string(),
        maybe(&link.target),
        maybe(&link.target_name),
        link.outcome.to_string(),
        link.request.to_string(),
        maybe(&link.address),
        link.told(),
        link.hash.to_string(),
    ]
}

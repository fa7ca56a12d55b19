import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { type AccessRequest, accessRequests, type RequestState } from "../../../api/access-requests";
import { useAsk } from "../../../parts/access/asking";
import { title } from "../../../parts/access/pick-action";
import { sayDuration } from "../../../parts/access/question";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { Avatar } from "../../../ui/avatar";
import { Badge, type Tone } from "../../../ui/badge";
import { Button } from "../../../ui/button";
import { SearchBox } from "../../../ui/field";
import { Empty } from "../../../ui/note";
import { Tools } from "../../../ui/page";
import { Segmented } from "../../../ui/segmented";
import { type Column, Table } from "../../../ui/table";
import { Time } from "../../../ui/time";
import { TeamHead } from "./head";
import { RequestActs } from "./request-acts";

type Shown = "pending" | "approved" | "declined" | "all";

/** Requests for access: one's own, and those that one may decide. */
export function RequestsPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/team/requests" });
  const [typed, setTyped] = useState("");
  const [shown, setShown] = useState<Shown>("pending");
  const search = useDeferredValue(typed.trim());
  const state = shown === "all" ? undefined : shown;
  const query = useInfiniteQuery({
    ...accessRequests(organization, search, state),
    placeholderData: (before) => before,
  });
  const ask = useAsk();
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <title>Requests · Bailiwick</title>
          <TeamHead organization={organization}>
            <Button look="primary" icon={Plus} onClick={() => ask({ organization, action: "", on: {} })}>
              Request access
            </Button>
          </TeamHead>
          <div className="pt-3">
            <Tools>
              <SearchBox label="Filter requests" value={typed} onChange={(event) => setTyped(event.target.value)} />
              <Segmented
                label="State"
                value={shown}
                onChange={setShown}
                options={[
                  { value: "pending", label: "Waiting" },
                  { value: "approved", label: "Approved" },
                  { value: "declined", label: "Declined" },
                  { value: "all", label: "All" },
                ]}
              />
            </Tools>
          </div>
          {items.length === 0 ? (
            <Empty act={typed && <Button onClick={() => setTyped("")}>Clear filter</Button>}>
              {typed ? `No request like this has “${search}” in it.` : EMPTY[shown]}
            </Empty>
          ) : (
            <Table
              caption="Requests for access"
              rows={items}
              rowKey={(request) => request.id}
              columns={columns(organization)}
            />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
        </>
      )}
    </Loaded>
  );
}

const EMPTY: Record<Shown, string> = {
  pending: "No request waits: neither one of yours, nor one that you may decide.",
  approved: "No request that you may see was approved.",
  declined: "No request that you may see was declined.",
  all: "Nobody has asked for access yet. Whatever is refused offers to ask for it.",
};

function columns(organization: string): Column<AccessRequest>[] {
  return [
    {
      name: "Who",
      kind: "main",
      width: "20%",
      cell: (request) => (
        <span className="flex items-center gap-2">
          <Avatar name={request.asker.name} />
          <span className="min-w-0 font-strong [overflow-wrap:anywhere]">{request.asker.name}</span>
          {request.own && <Badge>you</Badge>}
        </span>
      ),
    },
    {
      name: "Asks to",
      width: "26%",
      cell: (request) => (
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <span className="block">
            <span className="font-medium">{title(request.action)}</span>{" "}
            <code className="text-ink-3">{request.action}</code>
          </span>
          <span className="block text-cap text-ink-3">
            on {request.path.length > 0 ? sayPath(request) : "something that you may not see any more"}
          </span>
        </span>
      ),
    },
    {
      name: "Reason",
      cell: (request) => <span className="text-ink-2 [overflow-wrap:anywhere]">{request.reason}</span>,
    },
    { name: "For", width: "88px", cell: (request) => sayDuration(request.seconds) },
    { name: "State", width: "18%", cell: (request) => <State request={request} /> },
    {
      name: "Acts",
      kind: "acts",
      width: "104px",
      cell: (request) => <RequestActs organization={organization} request={request} />,
    },
  ];
}

/** `Tracker / Production`; the organization only where nothing in it is named. */
export function sayPath({ path }: AccessRequest): string {
  return (path.length > 1 ? path.slice(1) : path).map(({ name }) => name).join(" / ");
}

const TONES: Record<RequestState, Tone> = {
  pending: "accent",
  approved: "gain",
  declined: "loss",
  withdrawn: "plain",
  revoked: "loss",
  ended: "plain",
  expired: "plain",
};

function State({ request }: { request: AccessRequest }) {
  const { state, decider, answer, granted_until } = request;
  return (
    <span className="flex min-w-0 flex-col items-start gap-0.5">
      <Badge tone={TONES[state]}>{state === "pending" ? "waiting" : state}</Badge>
      <span className="text-cap text-ink-3 [overflow-wrap:anywhere]">
        {state === "pending" && (
          <>
            since <Time at={request.created_at} />, until <Time at={request.expires_at} />
          </>
        )}
        {decider && <>by {decider} </>}
        {state === "approved" &&
          (granted_until ? (
            <>
              until <Time at={granted_until} />
            </>
          ) : (
            "what it gave has ended"
          ))}
        {answer && <span className="block">“{answer}”</span>}
      </span>
    </span>
  );
}

import type { ReactNode } from "react";
import { type ApiError, asApiError, sentence } from "../api/error";
import { Button } from "../ui/button";
import { Note } from "../ui/note";
import { Prose } from "../ui/prose";
import { LoadingRows } from "../ui/table";
import { RefusalActs } from "./access/refusal-acts";
import { Refused } from "./refused";

type Query<Data> = { data: Data | undefined; error: unknown; isPending: boolean; refetch: () => unknown };

/** The answer of a query: its rows to come, the refusal, the failure, or what was asked for. Never a blank page. */
export function Loaded<Data>(props: { query: Query<Data>; isPage?: boolean; children: (data: Data) => ReactNode }) {
  const { query } = props;
  if (query.data !== undefined) return props.children(query.data);
  if (query.isPending && !query.error) return <LoadingRows />;
  const error = asApiError(query.error);
  if (error.status === 403 || error.status === 404) {
    return props.isPage ? (
      <Refused error={error} />
    ) : (
      <div className="flex flex-wrap items-center gap-2 px-(--gutter) py-3 text-ink-2">
        <p>
          <Prose text={sentence(error.message)} />
        </p>
        <RefusalActs error={error} size="small" />
      </div>
    );
  }
  return (
    <div className="px-(--gutter) py-4">
      <Failure error={error} retry={() => void query.refetch()} />
    </div>
  );
}

/** A failure as a sentence, its hint and the number under which the server logged it. */
export function Failure({ error, retry }: { error: ApiError; retry?: () => void }) {
  return (
    <Note kind="loss">
      <p>
        <Prose text={sentence(error.message)} />
      </p>
      {error.hint && (
        <p className="text-ink-2">
          <Prose text={sentence(error.hint)} />
        </p>
      )}
      {error.status >= 500 && error.requestId && (
        <p className="text-cap text-ink-2">
          Request <code>{error.requestId}</code>
        </p>
      )}
      {error.status === 403 && error.action && (
        <div className="mt-2 flex gap-2">
          <RefusalActs error={error} size="small" />
        </div>
      )}
      {retry && (
        <Button size="small" className="mt-2" onClick={retry}>
          Try again
        </Button>
      )}
    </Note>
  );
}

/** The rest of a list. */
export function LoadMore(props: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  shown: number;
  total: number;
}) {
  if (!props.query.hasNextPage) return null;
  return (
    <div className="flex items-center gap-3 px-(--gutter) py-3">
      <Button isBusy={props.query.isFetchingNextPage} onClick={() => void props.query.fetchNextPage()}>
        Show more
      </Button>
      <span className="text-cap text-ink-3">
        {props.shown} of {props.total}
      </span>
    </div>
  );
}

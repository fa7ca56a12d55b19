import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { auditExport } from "../../api/organizations";
import { serverAudit, verifyServerAudit } from "../../api/server";
import { AuditLog } from "../org/audit";
import { AuditTools } from "../org/audit-tools";

/** What happened outside organizations: sign-ins, accounts, and every act of an operator. */
export function ServerAuditPage() {
  const filter = useSearch({ from: "/inside/server/audit" });
  const navigate = useNavigate({ from: "/server/audit" });
  const query = useInfiniteQuery({ ...serverAudit(filter), placeholderData: (before) => before });
  return (
    <AuditLog
      title="Server audit log"
      about={
        <>
          Sign-ins, accounts and every act of an operator. Each entry is linked to the one before it;{" "}
          <code>bailiwick audit verify</code> checks an export, and <code>bailiwick admin audit verify</code> the log on
          the server's machine.
        </>
      }
      query={query}
      filter={filter}
      onFilter={(search) => void navigate({ search, replace: true })}
      tools={
        <AuditTools
          address={(format) => auditExport(null, format, filter)}
          verify={verifyServerAudit}
          isFiltered={Object.values(filter).some(Boolean)}
        />
      }
    />
  );
}

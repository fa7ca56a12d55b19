import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { completeFirstRun, firstRun, me } from "../api/account";
import { queryClient } from "../api/client";
import { useAct } from "../api/use-act";
import { Doorway } from "../parts/doorway";
import { errorOf, Form, FormError, text } from "../parts/form";
import { NEW_ACCOUNT_FIELDS, NewAccountFields, readNewAccount } from "../parts/new-account";
import { paths } from "../paths";
import { Button } from "../ui/button";
import { Field, Input } from "../ui/field";

/** The first owner and operator; only whoever reads the server's terminal can become it. */
export function FirstRunPage() {
  const navigate = useNavigate();
  const state = useQuery(firstRun());
  const act = useAct(
    (data: FormData) => completeFirstRun({ code: text(data, "code"), ...readNewAccount(data) }),
    async (answer) => {
      queryClient.clear();
      queryClient.setQueryData(me().queryKey, answer);
      await navigate({ to: paths.home() });
    },
  );
  if (state.data && !state.data.is_needed && !act.isBusy) return <Navigate to={paths.home()} />;
  return (
    <Doorway
      title="Set up this server"
      about="You make the first account. It owns the first organization and operates the server."
    >
      <Form onSubmit={act.run} className="flex flex-col gap-4">
        <Field
          label="One-time code"
          hint="Printed on the terminal where the server was started."
          error={errorOf(act.error, "code", NEW_ACCOUNT_FIELDS)}
        >
          {(field) => <Input {...field} name="code" autoComplete="one-time-code" required isMono autoFocus />}
        </Field>
        <NewAccountFields error={act.error} />
        <FormError error={act.error} names={NEW_ACCOUNT_FIELDS} onClear={act.clear} />
        <Button type="submit" look="primary" size="large" isBusy={act.isBusy}>
          Create account
        </Button>
      </Form>
    </Doorway>
  );
}

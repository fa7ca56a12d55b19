import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { me } from "../api/account";
import { approveDevice, denyDevice, deviceSignIn } from "../api/device";
import { asApiError } from "../api/error";
import type { Body } from "../api/nouns";
import { useAct } from "../api/use-act";
import { Form, FormError, text } from "../parts/form";
import { Failure } from "../parts/loaded";
import { paths } from "../paths";
import { Button } from "../ui/button";
import { Field, Input } from "../ui/field";
import { Note } from "../ui/note";
import { Facts, PageHead, Section } from "../ui/page";
import { LoadingRows } from "../ui/table";
import { Time } from "../ui/time";

type Answer = "approved" | "denied";

/** Lets a program without a browser act as the person who is signed in here, or refuses it. */
export function DevicePage() {
  const { user_code: code } = useSearch({ from: "/inside/device" });
  const navigate = useNavigate();
  const [answered, setAnswered] = useState<Answer | null>(null);
  const go = (next: string | undefined) => void navigate({ to: "/device", search: next ? { user_code: next } : {} });
  return (
    <>
      <PageHead title="Sign in a program" about="A program shows a code when it wants to act as you." />
      {answered ? (
        <Done answered={answered} />
      ) : code ? (
        <Confirm key={code} code={code} onAnswer={setAnswered} onOther={() => go(undefined)} />
      ) : (
        <Type onCode={go} />
      )}
    </>
  );
}

function Type({ onCode }: { onCode: (code: string) => void }) {
  return (
    <Section title="Its code">
      <Form
        className="flex flex-col gap-4"
        onSubmit={(data) => {
          const code = text(data, "code").toUpperCase();
          if (code) onCode(code);
        }}
      >
        <Field label="Code" hint="Eight letters, as the program shows them.">
          {(field) => (
            <Input
              {...field}
              name="code"
              isMono
              autoFocus
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={20}
              placeholder="WDJB-MJHT"
            />
          )}
        </Field>
        <div>
          <Button type="submit" look="primary">
            Continue
          </Button>
        </div>
      </Form>
    </Section>
  );
}

type ConfirmProps = { code: string; onAnswer: (answer: Answer) => void; onOther: () => void };

function Confirm({ code, onAnswer, onOther }: ConfirmProps) {
  const query = useQuery(deviceSignIn(code));
  if (query.isPending) return <LoadingRows />;
  if (!query.data) {
    const error = asApiError(query.error);
    return (
      <Section title="Its code">
        {error.status === 404 ? (
          <Note kind="loss">
            No program waits with the code <code>{code}</code>. It was mistyped, was used already, or is over: the
            program can ask for a new one.
          </Note>
        ) : (
          <Failure error={error} />
        )}
        <Button className="mt-4" onClick={onOther}>
          Type another code
        </Button>
      </Section>
    );
  }
  return <Ask code={code} found={query.data} onAnswer={onAnswer} />;
}

function Ask({ code, found, onAnswer }: { code: string; found: Body<"DeviceSignIn">; onAnswer: (a: Answer) => void }) {
  const account = useQuery(me()).data?.account;
  const approve = useAct(
    () => approveDevice(code),
    () => onAnswer("approved"),
  );
  const deny = useAct(
    () => denyDevice(code),
    () => onAnswer("denied"),
  );
  return (
    <Section title={`Let “${found.client}” act as you?`}>
      <div className="flex flex-col gap-4">
        <Facts
          facts={[
            ["Code", <code key="code">{code}</code>],
            ["Program", `${found.client}, as it calls itself`],
            ["Asked from", found.address ? <code key="from">{found.address}</code> : "an unknown address"],
            ["Asked", <Time key="at" at={found.created_at} />],
            ["Gets", `a token that may do whatever ${account?.email ?? "you"} may, for ${found.token_days} days`],
          ]}
        />
        <Note kind="warn">
          Only go on when you began this yourself and your program shows this very code. Somebody who sent you here
          would get all that you may do.
        </Note>
        <FormError error={approve.error ?? deny.error} onClear={approve.error ? approve.clear : deny.clear} />
        <div className="flex gap-2 max-m:[&>button]:flex-1">
          <Button look="primary" isBusy={approve.isBusy} onClick={() => !deny.isBusy && approve.run(undefined)}>
            Approve
          </Button>
          <Button look="danger" isBusy={deny.isBusy} onClick={() => !approve.isBusy && deny.run(undefined)}>
            Deny
          </Button>
        </div>
      </div>
    </Section>
  );
}

function Done({ answered }: { answered: Answer }) {
  return (
    <Section title={answered === "approved" ? "Approved" : "Denied"}>
      {answered === "approved" ? (
        <Note>
          The program is signed in within a few seconds; you can close this page. Its token is listed among your{" "}
          <Link to={paths.accessTokens()} className="text-accent underline underline-offset-2">
            access tokens
          </Link>{" "}
          and can be revoked there.
        </Note>
      ) : (
        <Note>The program was refused and got nothing.</Note>
      )}
    </Section>
  );
}

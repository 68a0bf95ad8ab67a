// A client of the demo that knows nothing but the generated types.

import type { components, operations } from "./schema";

type Schemas = components["schemas"];

type Json<Content> = Content extends { content: { "application/json": infer Body } }
  ? Body
  : undefined;

type Request<Name extends keyof operations> = Json<
  NonNullable<operations[Name]["requestBody"]>
>;

type Answer<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: infer Body };
}
  ? Json<Body>
  : undefined;

async function post<Name extends keyof operations>(
  path: string,
  body: Request<Name>,
  token = "",
): Promise<Answer<Name>> {
  const response = await fetch(`/api/${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    const error = (await response.json()) as Schemas["TwoFactorError"];
    throw new Error(error.code);
  }
  return (await response.json()) as Answer<Name>;
}

// All answers have to be looked at: what is left over is of type `never`.
export async function logIn(
  username: string,
  password: string,
  ask: (methods: Schemas["TwoFactorMethod"][]) => Promise<string>,
): Promise<Schemas["TwoFactorLogin"] | Schemas["TwoFactorConfirmation"]> {
  const first = await post<"obtain_code_token">("get-code/", { username, password });
  if ("access" in first) {
    // It may be in a cookie.
    const deviceToken: string | undefined = first.device_token;
    if (deviceToken) localStorage.setItem("device", deviceToken);
    return first;
  }
  const challenge: Record<string, unknown> | undefined = first.challenge;
  if (challenge) throw new Error("This client has no passkeys.");
  const second = await post<"obtain_auth_token">("auth/", {
    code_token: first.token,
    code: await ask(first.methods),
    trust_device: true,
  });
  if ("access" in second) {
    const left: number | undefined = second.recovery_codes_left;
    if (left === 0) alert("That was the last one.");
    return second;
  }
  return await enroll(second.enrollment_token, ask);
}

async function enroll(
  token: string,
  ask: (methods: Schemas["TwoFactorMethod"][]) => Promise<string>,
): Promise<Schemas["TwoFactorConfirmation"]> {
  const app = await post<"set_up_totp">("totp/setup/", {}, token);
  alert(app.provisioning_uri);
  const confirmed = await post<"confirm_totp">(
    "totp/confirm/",
    { code: await ask([]) },
    token,
  );
  const codes: string[] = confirmed.recovery_codes ?? [];
  alert(codes.join("\n"));
  return confirmed;
}

export function prove(proof: Request<"remove_totp">): string {
  return "code" in proof ? proof.code : JSON.stringify(proof.credential);
}

// @ts-expect-error  Neither a code nor a credential.
export const wrong: Request<"obtain_auth_token"> = { code_token: "x" };

// @ts-expect-error  It may be an enrolment token instead.
export const access = (answer: Answer<"obtain_auth_token">): string => answer.access;

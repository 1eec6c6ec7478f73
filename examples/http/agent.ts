// An agent's step with a budget, over HTTP, with nothing but the standard library (Node 18 or later).
//
//     ./stipend serve & npx tsx examples/http/agent.ts      (Node 22.18 and later: node examples/http/agent.ts)

const address = process.env.STIPEND ?? 'http://localhost:7070';
const secret = process.env.STIPEND_SECRET ?? '';

type Amounts = { credits: string; tokens: string };

/** Posts a body; returns the status and the answer. */
async function call<T>(place: string, body: object): Promise<{ status: number; answer: T }> {
  const reply = await fetch(`${address}/v1/reservations${place}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(secret && { Authorization: `Bearer ${secret}` }) },
    body: JSON.stringify(body),
  });
  return { status: reply.status, answer: (await reply.json()) as T };
}

const held = (
  await call<{ id: string; held: Amounts; expiresAt: string }>('', {
    user: 'ana',
    constraints: { credits: '0.25', tokens: 4000 },
  })
).answer;
console.log('held', held.held.credits, 'until', held.expiresAt);

for (let chunk = 1; chunk <= 3; chunk++) {
  // What a model streams; each report has an id, so it may be sent twice.
  const report = { id: `chunk-${chunk}`, used: { credits: '0.02', tokens: 300 } };
  const progress = (
    await call<{ used: Amounts; held: Amounts; level: string }>(`/${held.id}/usage`, report)
  ).answer;
  console.log('used', progress.used.tokens, 'of', progress.held.tokens, 'tokens:', progress.level);
}

const settled = (
  await call<{ charged: Amounts; returned: Amounts }>(`/${held.id}/settle`, { used: { credits: '0.061', tokens: 915 } })
).answer;
console.log('charged', settled.charged.credits, 'returned', settled.returned.credits);

const { status, answer: refused } = await call<{ code: string; fits: string }>('', {
  user: 'ana',
  constraints: { credits: '20000' },
});
console.log(status, `${refused.code}:`, refused.fits, 'would fit');

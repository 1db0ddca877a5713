import type { ConsoleRules } from '../../ports/console/console-rules.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';

export function createConsoleRules(host: GatewayRunner): ConsoleRules {
  const engine = () => host.gateway.pipeline.engine.rules;
  return {
    view: () => ({
      rules: host.settings.rules.map((rule) => ({
        id: rule.id,
        name: rule.name ?? rule.id,
        state: engine()?.getState(rule.id)?.state ?? 'unknown',
        ...{ count: 0, last: null, ...host.gateway.reactions?.firings(rule.id) },
        outputs: rule.then.map(({ output }) => output),
        isSticky: rule.sticky !== undefined,
      })),
      outputs: host.gateway.status().outputs,
    }),
    test: (rule) => {
      const change = engine()?.sample(rule);
      if (change !== undefined) host.gateway.reactions?.test(change);
      return change !== undefined;
    },
    end: (rule) => engine()?.acknowledge(rule) === true,
  };
}

import type { Output, OutputContext } from '../ports/output.ts';
import type { OutputSettings } from '../ports/output-settings.ts';

/** Opens one output of the settings. Imports only the module of its type. */
export async function openOutput(settings: OutputSettings, context: OutputContext): Promise<Output> {
  switch (settings.type) {
    case 'mqtt':
      return (await import('./mqtt.ts')).openMqttOutput(settings, context);
    case 'home-assistant':
      return (await import('./home-assistant.ts')).openHomeAssistantOutput(settings, context);
    case 'webhook':
      return (await import('./webhook.ts')).openWebhookOutput(settings, context);
    case 'udp':
      return (await import('./udp.ts')).openUdpOutput(settings, context);
    case 'http':
      return (await import('./http.ts')).openHttpOutput(settings, context);
    case 'gpio':
      return (await import('./gpio.ts')).openGpioOutput(settings, context);
    case 'live':
      return (await import('./live.ts')).openLiveOutput(settings, context);
    default:
      throw new RangeError('no such output');
  }
}

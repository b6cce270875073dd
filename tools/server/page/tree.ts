/** The objects of a device and their instances, each opened on demand. */
import type { ClientView, ObjectView } from '../web/views';
import { perform } from './connection.js';
import { h, setText, type Part } from './element.js';
import { makeResource } from './resource.js';
import { makeStatus } from './status.js';
import { store, valueOf } from './store.js';

/** Instances that are open, by endpoint and path: kept while this page is. */
const open = new Set<string>();

export function makeTree(endpoint: string): Part {
  const element = h('div', { class: 'tree' });
  const sections = new Map<number, Section>();

  return {
    element,
    update() {
      const client = store.clients.get(endpoint);
      if (client === undefined) return;
      for (const object of client.objects) {
        let section = sections.get(object.id);
        if (section === undefined) {
          section = makeSection(endpoint, object);
          sections.set(object.id, section);
          element.append(section.element);
        }
        section.show(client, object);
      }
      for (const [id, section] of sections) {
        if (!client.objects.some((object) => object.id === id)) {
          section.element.remove();
          sections.delete(id);
        }
      }
    },
  };
}

interface Section {
  element: HTMLElement;
  show(client: ClientView, object: ObjectView): void;
}

function makeSection(endpoint: string, { id, name, multiple }: ObjectView): Section {
  const status = makeStatus();
  const version = h('span', { class: 'version' });
  const add = h('button', { type: 'button', class: 'quiet', onclick: create, hidden: !multiple, title: `Create an instance of ${name}` }, 'Add instance');
  const list = h('div', {});
  const element = h('section', { class: 'object' }, h('header', {}, h('h4', {}, name), h('code', {}, `/${id}`), version, add), list, status.element);
  const instances = new Map<number, Instance>();

  function create(): void {
    void status.run('Creating', () => perform('create', { endpoint, path: `/${id}` }));
  }

  return {
    element,
    show(client, object) {
      setText(version, object.version === '' ? '' : `version ${object.version}`);
      add.disabled = !store.connected || client.state !== 'registered';
      for (const instance of object.instances) {
        let shown = instances.get(instance);
        if (shown === undefined) {
          shown = makeInstance(endpoint, `/${id}/${instance}`, multiple);
          instances.set(instance, shown);
          const next = [...instances.keys()].filter((other) => other > instance).sort((a, b) => a - b)[0];
          list.insertBefore(shown.element, next === undefined ? null : (instances.get(next)?.element ?? null));
        }
        shown.update();
      }
      for (const [instance, shown] of instances) {
        if (!object.instances.includes(instance)) {
          shown.element.remove();
          instances.delete(instance);
        }
      }
    },
  };
}

type Instance = Part;

function makeInstance(endpoint: string, path: string, multiple: boolean): Instance {
  const key = `${endpoint} ${path}`;
  const status = makeStatus();
  const rows = h('div', { class: 'resources', role: 'list', 'aria-label': `Resources of ${path}` });
  const refresh = h('button', { type: 'button', class: 'quiet', onclick: load }, 'Refresh');
  const remove = h('button', { type: 'button', class: 'quiet danger', onclick: del, onblur: takeBack, hidden: !multiple }, 'Delete');
  const preview = h('span', { class: 'preview' });
  const body = h('div', { class: 'body' }, rows, h('div', { class: 'foot' }, status.element, remove, refresh));
  const element = h('details', { class: 'instance', open: open.has(key) }, h('summary', {}, h('code', {}, path), preview), body);
  let parts: Part[] = [];
  let loaded = 0;

  element.addEventListener('toggle', () => {
    if (element.open) open.add(key);
    else open.delete(key);
    update();
  });

  function load(): void {
    void status.run('Reading', async () => {
      const { resources = [] } = await perform('discover', { endpoint, path });
      await perform('read', { endpoint, path });
      parts = resources.map((resource) => makeResource(endpoint, resource));
      rows.replaceChildren(...parts.map((part) => part.element));
      update();
    });
  }

  /** The first click asks, the second deletes. */
  function del(): void {
    if (remove.dataset.asked === undefined) {
      remove.dataset.asked = '';
      setText(remove, `Delete ${path}?`);
      return;
    }
    takeBack();
    void status.run('Deleting', () => perform('delete', { endpoint, path }));
  }

  function takeBack(): void {
    delete remove.dataset.asked;
    setText(remove, 'Delete');
  }

  function update(): void {
    const client = store.clients.get(endpoint);
    const usable = store.connected && client?.state === 'registered';
    refresh.disabled = !usable;
    remove.disabled = !usable;
    setText(preview, valueOf(endpoint, `${path}/5750`)?.text ?? '');
    // Once for each registration: after a restart the device may hold something else.
    if (element.open && usable && client.registeredAt !== loaded) {
      loaded = client.registeredAt;
      load();
    }
    for (const part of parts) part.update();
  }

  return { element, update };
}

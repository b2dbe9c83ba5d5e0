import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Table } from 'typeorm';

interface IndexSpec {
  readonly name: string;
  readonly on: readonly string[];
  readonly unique?: boolean;
  /** On SQLite only these rows stand in it, where questions name the same condition; MySQL has none of that kind and needs it less. */
  readonly where?: string;
}

/**
 * Column kinds, the same in both databases: `keyN` a primary key of N characters (`key0` a number), `stringN`, `text`, `int`, `instant`
 * (epoch milliseconds), `boolean`, `auto` (numbered by the database); `?` means it may be null.
 */
interface TableSpec {
  readonly name: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly indices: readonly IndexSpec[];
  /** Short rows that are found by their key alone: SQLite keeps them in the key itself, as MySQL does with every table. */
  readonly inKey?: true;
}

const TABLES: readonly TableSpec[] = [
  {
    name: 'installation',
    columns: {
      id: 'key0',
      clockMode: 'string16',
      offsetMs: 'instant',
      frozenAt: 'instant?',
      directoryVersion: 'int',
      demo: 'boolean',
      sealMark: 'string64?',
      createdAt: 'instant',
    },
    indices: [],
  },
  {
    name: 'unit',
    columns: {
      id: 'key36',
      parentId: 'string36?',
      name: 'string100',
      kind: 'string16',
      policy: 'text?',
      active: 'boolean',
    },
    indices: [],
  },
  {
    name: 'person',
    columns: {
      id: 'key36',
      name: 'string64',
      phone: 'string32?',
      unitId: 'string36',
      language: 'string8',
      active: 'boolean',
      privacyShownAt: 'instant?',
      createdAt: 'instant',
    },
    indices: [{ name: 'person_unit', on: ['unitId'] }],
  },
  {
    name: 'role_holding',
    columns: {
      id: 'key36',
      personId: 'string36',
      unitId: 'string36',
      role: 'string32',
      deputyId: 'string36?',
    },
    indices: [{ unique: true, name: 'role_holding_once', on: ['personId', 'unitId', 'role'] }],
  },
  {
    name: 'identity',
    columns: {
      id: 'key36',
      personId: 'string36',
      channel: 'string16',
      corp: 'string64',
      externalId: 'string128',
      externalKey: 'string128',
      lastUsedAt: 'instant?',
    },
    indices: [
      { unique: true, name: 'identity_key', on: ['channel', 'corp', 'externalKey'] },
      { name: 'identity_person', on: ['personId'] },
    ],
  },
  {
    name: 'place',
    columns: {
      id: 'key36',
      unitId: 'string36',
      name: 'string100',
      aliases: 'text',
      kind: 'string16',
    },
    indices: [],
  },
  {
    name: 'taught_phrase',
    columns: {
      id: 'key36',
      phrase: 'string100',
      means: 'text',
      taughtBy: 'string36',
      taughtAt: 'instant',
    },
    indices: [],
  },
  {
    name: 'duty_contact',
    columns: {
      id: 'key36',
      unitId: 'string36',
      position: 'int',
      name: 'string64',
      phone: 'string32',
      personId: 'string36?',
    },
    indices: [],
  },
  {
    name: 'hazard',
    columns: {
      id: 'key36',
      number: 'string20',
      year: 'int',
      state: 'string16',
      cycle: 'int',
      version: 'int',
      source: 'string32',
      kind: 'string24',
      levelFound: 'string16',
      description: 'text',
      placeText: 'string200?',
      placeId: 'string36?',
      cause: 'string16?',
      accidentType: 'string24?',
      proposedGrade: 'string16',
      proposedRule: 'string100?',
      grade: 'string16?',
      danger: 'boolean',
      fixedOnSpot: 'boolean',
      anonymous: 'boolean',
      onBehalfOf: 'string64?',
      unitId: 'string36?',
      ownerUnitId: 'string36?',
      holderId: 'string36?',
      ownerId: 'string36?',
      unionSupervisorId: 'string36?',
      againstId: 'string36?',
      assessedBy: 'string36?',
      rectifiedBy: 'text',
      verifiedBy: 'string36?',
      signedBy: 'string36?',
      closedBy: 'string36?',
      duplicateOfId: 'string36?',
      flaggedByUnion: 'boolean',
      recurrences: 'int',
      voidReason: 'string500?',
      reportedAt: 'instant',
      routedAt: 'instant?',
      assessedAt: 'instant?',
      assignedAt: 'instant?',
      acceptedAt: 'instant?',
      dueAt: 'instant?',
      rectifiedAt: 'instant?',
      verifiedAt: 'instant?',
      signedAt: 'instant?',
      reporterToldAt: 'instant?',
      reporterHeardAt: 'instant?',
      closedAt: 'instant?',
      policy: 'text',
    },
    indices: [
      { unique: true, name: 'hazard_number', on: ['number'] },
      { name: 'hazard_state', on: ['state', 'dueAt'] },
      { name: 'hazard_unit', on: ['unitId', 'state'] },
      { name: 'hazard_holder', on: ['holderId', 'state'], where: 'holderId IS NOT NULL' },
      { name: 'hazard_owner', on: ['ownerId', 'state'], where: 'ownerId IS NOT NULL' },
      { name: 'hazard_union', on: ['unionSupervisorId', 'state'], where: 'unionSupervisorId IS NOT NULL' },
      { name: 'hazard_reported', on: ['reportedAt'] },
      { name: 'hazard_near', on: ['unitId', 'reportedAt', 'state', 'id'] },
    ],
  },
  {
    name: 'hazard_reporter',
    columns: {
      id: 'key36',
      hazardId: 'string36',
      alias: 'string8',
      personId: 'string36?',
      sealed: 'text?',
      tag: 'string64?',
      anonymous: 'boolean',
      at: 'instant',
    },
    indices: [
      { unique: true, name: 'hazard_reporter_alias', on: ['hazardId', 'alias'] },
      { name: 'hazard_reporter_person', on: ['personId', 'at'] },
      { name: 'hazard_reporter_tag', on: ['tag'] },
    ],
  },
  {
    name: 'hazard_media',
    columns: {
      id: 'key36',
      hazardId: 'string36',
      cycle: 'int',
      role: 'string16',
      hash: 'string64',
      contentType: 'string64',
      by: 'string36',
      at: 'instant',
    },
    indices: [{ name: 'hazard_media_hazard', on: ['hazardId'] }],
  },
  {
    name: 'hazard_record',
    columns: {
      id: 'key36',
      hazardId: 'string36',
      cycle: 'int',
      kind: 'string32',
      status: 'string16',
      number: 'string32?',
      by: 'string36',
      at: 'instant',
      data: 'text',
    },
    indices: [{ name: 'hazard_record_hazard', on: ['hazardId'] }],
  },
  {
    name: 'deadline',
    columns: {
      id: 'key36',
      hazardId: 'string36',
      cycle: 'int',
      step: 'string32',
      startedAt: 'instant',
      dueAt: 'instant',
      rung: 'int',
      nextAt: 'instant?',
      closedAt: 'instant?',
    },
    indices: [
      { name: 'deadline_hazard', on: ['hazardId'] },
      { name: 'deadline_next', on: ['nextAt'] },
    ],
  },
  {
    name: 'undo_step',
    columns: {
      id: 'key36',
      hazardId: 'string36',
      version: 'int',
      action: 'string32',
      by: 'string36',
      at: 'instant',
      before: 'text',
    },
    indices: [{ name: 'undo_step_hazard', on: ['hazardId'] }],
  },
  {
    name: 'search_gram',
    columns: {
      gram: 'key16',
      hazardId: 'key36',
    },
    indices: [],
    inKey: true,
  },
  {
    name: 'search_pending',
    columns: {
      hazardId: 'key36',
    },
    indices: [],
    inKey: true,
  },
  {
    name: 'journal_entry',
    columns: {
      id: 'key36',
      chain: 'string64',
      seq: 'int',
      at: 'instant',
      actor: 'string36',
      action: 'string64',
      data: 'text',
      previousHash: 'string64',
      hash: 'string64',
    },
    indices: [
      { unique: true, name: 'journal_entry_link', on: ['chain', 'seq'] },
      { name: 'journal_entry_at', on: ['at'] },
    ],
  },
  {
    name: 'journal_digest',
    columns: {
      day: 'key10',
      entries: 'int',
      hash: 'string64',
      at: 'instant',
    },
    indices: [],
  },
  {
    name: 'inbox_event',
    columns: {
      seq: 'auto',
      eventKey: 'string64',
      channel: 'string16',
      corp: 'string64',
      conversation: 'string255',
      payload: 'text',
      correlationId: 'string36',
      receivedAt: 'instant',
      claim: 'string180?',
      status: 'string16',
      attempts: 'int',
      notBefore: 'instant',
      leaseToken: 'string36?',
      leaseUntil: 'instant?',
      outcome: 'string16?',
      reason: 'string200?',
      answer: 'text?',
      doneAt: 'instant?',
    },
    indices: [
      { unique: true, name: 'inbox_event_key', on: ['eventKey'] },
      { unique: true, name: 'inbox_event_claim', on: ['claim'], where: 'claim IS NOT NULL' },
      { name: 'inbox_event_status', on: ['status', 'seq'], where: "status <> 'done'" },
      { name: 'inbox_event_conversation', on: ['conversation', 'status', 'seq'], where: "channel = 'web'" },
    ],
  },
  {
    name: 'outbox_message',
    columns: {
      id: 'key36',
      recipientKind: 'string16',
      recipient: 'string255',
      tell: 'text',
      priority: 'int',
      createdAt: 'instant',
      notBefore: 'instant',
      dueAt: 'instant?',
      foldKey: 'string200?',
      correlationId: 'string36?',
      eventSeq: 'int?',
      status: 'string16',
      rendered: 'text?',
      attempts: 'int',
      retryAt: 'instant',
      leaseToken: 'string36?',
      leaseUntil: 'instant?',
      channel: 'string16?',
      corp: 'string64?',
      errorCode: 'string64?',
      errorDetail: 'string500?',
      platformId: 'string200?',
      settledAt: 'instant?',
    },
    indices: [
      { name: 'outbox_message_due', on: ['status', 'notBefore', 'priority'] },
      { name: 'outbox_message_recipient', on: ['recipient', 'status'] },
      { name: 'outbox_message_fold', on: ['foldKey'], where: 'foldKey IS NOT NULL' },
    ],
  },
  {
    name: 'card_instance',
    columns: {
      id: 'key36',
      outboxId: 'string36',
      recipientKind: 'string16',
      recipient: 'string255',
      hazardId: 'string36?',
      caseVersion: 'int',
      stateKey: 'string32?',
      acts: 'text',
      tell: 'text',
      channel: 'string16',
      corp: 'string64',
      taskId: 'string128',
      updateCode: 'string500?',
      updateCodeUntil: 'instant?',
      state: 'string16',
      sentAt: 'instant',
    },
    indices: [
      { name: 'card_instance_outbox', on: ['outboxId'] },
      { name: 'card_instance_hazard', on: ['hazardId', 'state'] },
      { name: 'card_instance_recipient', on: ['recipient', 'sentAt'] },
    ],
  },
  {
    name: 'conversation',
    columns: {
      id: 'key191',
      dialogue: 'text',
      updatedAt: 'instant',
    },
    indices: [],
  },
  {
    name: 'counter',
    columns: {
      name: 'key32',
      value: 'int',
    },
    indices: [],
    inKey: true,
  },
  {
    name: 'channel_state',
    columns: {
      name: 'key191',
      value: 'text',
      expiresAt: 'instant?',
      leaseToken: 'string36?',
      leaseUntil: 'instant?',
    },
    indices: [],
  },
  {
    name: 'rate_window',
    columns: {
      name: 'key191',
      startedAt: 'instant',
      used: 'int',
      recent: 'string500',
    },
    indices: [],
    inKey: true,
  },
  {
    name: 'media_file',
    columns: {
      hash: 'key64',
      contentType: 'string64',
      bytes: 'int',
      width: 'int?',
      height: 'int?',
      originalHash: 'string64?',
      createdAt: 'instant',
    },
    indices: [],
  },
  {
    name: 'one_time_link',
    columns: {
      tokenHash: 'key64',
      personId: 'string36',
      path: 'string200',
      expiresAt: 'instant',
      redeemedAt: 'instant?',
    },
    indices: [],
  },
  {
    name: 'web_session',
    columns: {
      idHash: 'key64',
      personId: 'string36',
      createdAt: 'instant',
      expiresAt: 'instant',
    },
    indices: [],
  },
  {
    name: 'web_message',
    columns: {
      id: 'key36',
      personId: 'string36',
      version: 'instant',
      orderAt: 'instant',
      at: 'instant',
      body: 'text',
    },
    indices: [
      { name: 'web_message_person', on: ['personId', 'orderAt'] },
      { name: 'web_message_version', on: ['personId', 'version'] },
    ],
  },
  {
    name: 'notice_group',
    columns: {
      id: 'key36',
      unitId: 'string36',
      name: 'string60',
      kind: 'string16',
      address: 'string128',
      secret: 'text?',
      danger: 'boolean',
      list: 'boolean',
      createdAt: 'instant',
      faultCode: 'string64?',
      faultAt: 'instant?',
    },
    indices: [{ name: 'notice_group_address', on: ['kind', 'address'], unique: true }],
  },
  {
    name: 'timer',
    columns: {
      name: 'key64',
      nextAt: 'instant',
    },
    indices: [],
  },
];

/** The tables of the first release. */
export class CreateSpine1764000000000 implements MigrationInterface {
  readonly name = 'CreateSpine1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const mysql = runner.dataSource.options.type === 'mysql';
    for (const spec of TABLES) {
      await runner.createTable(
        new Table({
          name: spec.name,
          withoutRowid: !mysql && spec.inKey === true,
          engine: mysql ? 'InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin' : undefined,
          columns: Object.entries(spec.columns).map(([name, kind]) => {
            const nullable = kind.endsWith('?');
            const base = nullable ? kind.slice(0, -1) : kind;
            const length = /\d+$/.exec(base)?.[0] ?? '';
            const family = base.slice(0, base.length - length.length);
            if (family === 'auto')
              return {
                name,
                type: mysql ? 'bigint' : 'integer',
                isPrimary: true,
                isGenerated: true,
                generationStrategy: 'increment' as const,
              };
            if (family === 'key') {
              return length === '0'
                ? { name, type: mysql ? 'int' : 'integer', isPrimary: true }
                : { name, type: 'varchar', length, isPrimary: true };
            }
            if (family === 'string') return { name, type: 'varchar', length, isNullable: nullable };
            if (family === 'instant') return { name, type: 'bigint', isNullable: nullable };
            if (family === 'boolean')
              return { name, type: runner.dataSource.driver.normalizeType({ type: 'boolean' }), isNullable: nullable };
            if (family === 'int') return { name, type: mysql ? 'int' : 'integer', isNullable: nullable };
            // A `text` of MySQL ends at 64 KiB, one of SQLite does not.
            return { name, type: mysql ? 'mediumtext' : 'text', isNullable: nullable };
          }),
          indices: spec.indices.map((index) => ({
            name: index.name,
            columnNames: [...index.on],
            isUnique: index.unique ?? false,
            ...(!mysql && index.where !== undefined ? { where: index.where } : {}),
          })),
        }),
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const spec of [...TABLES].reverse()) await runner.dropTable(spec.name);
  }
}

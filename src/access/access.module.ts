import { Module } from '@nestjs/common';
import { Database } from '../platform/database.ts';
import { ApiKeyService } from './api-key.service.ts';
import { AuthenticationService } from './authentication.service.ts';
import { CursorService } from './cursor.service.ts';
import { DirectoryService } from './directory.service.ts';
import { KeyUseJob } from './key-use.job.ts';
import { NodeIdService } from './node-id.service.ts';
import { OrganisationService } from './organisation.service.ts';
import { RedactionService } from './redaction.service.ts';
import { SecretService } from './secret.service.ts';
import { SessionService } from './session.service.ts';

/** Who asks, what they may do, and how what they see is named. */
@Module({
  providers: [
    {
      provide: SecretService,
      useFactory: (database: Database) => SecretService.load(database),
      inject: [Database],
    },
    ApiKeyService,
    AuthenticationService,
    CursorService,
    DirectoryService,
    KeyUseJob,
    NodeIdService,
    OrganisationService,
    RedactionService,
    SessionService,
  ],
  exports: [
    ApiKeyService,
    AuthenticationService,
    CursorService,
    DirectoryService,
    NodeIdService,
    OrganisationService,
    RedactionService,
    SecretService,
    SessionService,
  ],
})
export class AccessModule {}

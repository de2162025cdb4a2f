import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.ts';
import { CaptureModule } from './capture/capture.module.ts';
import { CasesModule } from './cases/cases.module.ts';
import { GraphqlDoorModule } from './graphql/graphql.module.ts';
import { LogModule } from './log/log.module.ts';
import { MasterdataModule } from './masterdata/masterdata.module.ts';
import { type Demo, PagesModule } from './pages/pages.module.ts';
import { type Platform, PlatformModule } from './platform/platform.module.ts';
import { isLoopback, type Settings } from './platform/settings.ts';
import { ProjectionsModule } from './projections/projections.module.ts';
import { QueryModule } from './query/query.module.ts';
import { RestModule } from './rest/rest.module.ts';
import { sampleCompanies } from './sample/companies.ts';
import { sampleQuestions } from './sample/questions.ts';
import { SubscriptionsModule } from './subscriptions/subscriptions.module.ts';
import { TraceModule } from './trace/trace.module.ts';

/** The composition root: the only file that names every room. */
@Module({})
export class AppModule {
  static with(platform: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(platform),
        AccessModule,
        MasterdataModule,
        LogModule,
        ProjectionsModule,
        CaptureModule,
        QueryModule,
        TraceModule,
        CasesModule,
        SubscriptionsModule,
        GraphqlDoorModule,
        RestModule,
        PagesModule.with(demoOf(platform.settings)),
      ],
    };
  }
}

/** Whoever reaches the switch of companies is whoever he likes: it is offered on this machine only. */
const demoOf = ({ demo, host }: Settings): Demo => ({
  questions: demo ? sampleQuestions : [],
  keys: demo && isLoopback(host) ? sampleCompanies() : [],
});

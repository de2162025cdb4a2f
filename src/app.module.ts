import { type DynamicModule, Module } from '@nestjs/common';
import { PagesModule } from './pages/pages.module.ts';
import { type Platform, PlatformModule } from './platform/platform.module.ts';
import { HealthController } from './rest/health.controller.ts';

/** The composition root: the only file that names every room. */
@Module({})
export class AppModule {
  static with(platform: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(platform), PagesModule.with([])],
      controllers: [HealthController],
    };
  }
}

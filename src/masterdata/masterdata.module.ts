import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.ts';
import { CertificateService } from './certificate.service.ts';
import { NumberSeriesService } from './number-series.service.ts';
import { PartyService } from './party.service.ts';
import { ProductService } from './product.service.ts';
import { SiteService } from './site.service.ts';
import { VocabularyService } from './vocabulary.service.ts';

/** What organisations say of their sites, products and certificates, and of those of others. */
@Module({
  imports: [AccessModule],
  providers: [
    CertificateService,
    NumberSeriesService,
    PartyService,
    ProductService,
    SiteService,
    VocabularyService,
  ],
  exports: [
    CertificateService,
    NumberSeriesService,
    PartyService,
    ProductService,
    SiteService,
    VocabularyService,
  ],
})
export class MasterdataModule {}

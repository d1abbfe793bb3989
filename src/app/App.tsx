import { lazy, Suspense } from 'react'
import { Route, Routes, useLocation } from 'react-router'
import { GlossaryProvider } from '#ui/glossary.ts'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { glossary } from './glossary.ts'
import { NotFoundPage } from './NotFoundPage.tsx'
import { PaletteHost } from './palette/PaletteHost.tsx'
import { Shell } from './Shell.tsx'
import { useScrollKeeper } from './useScrollKeeper.ts'

// One chunk a screen family, so that reading loads no lab and the lab no prose.
const HomePage = lazy(() => import('./HomePage.tsx'))
const PlaybookPage = lazy(() => import('#playbook/PlaybookPage.tsx'))
const PrintPage = lazy(() => import('#playbook/PrintPage.tsx'))
const ChapterPage = lazy(() => import('#playbook/ChapterPage.tsx'))
const DrillsPage = lazy(() => import('#drills/DrillsPage.tsx'))
const DrillPage = lazy(() => import('#drills/DrillPage.tsx'))
const DeepDivesPage = lazy(() => import('#drills/DeepDivesPage.tsx'))
const DeepDivePage = lazy(() => import('#drills/DeepDivePage.tsx'))
const WithFigures = lazy(() => import('./WithFigures.tsx'))
const GlossaryPage = lazy(() => import('#playbook/GlossaryPage.tsx'))
const SearchPage = lazy(() => import('./palette/SearchPage.tsx'))
const LabsPage = lazy(() => import('./wall/LabsPage.tsx'))
const LabScreen = lazy(() => import('#lab/LabScreen.tsx'))

export function App() {
  useScrollKeeper()
  const { pathname } = useLocation()
  return (
    <GlossaryProvider value={glossary}>
      <PaletteHost>
        <ErrorBoundary place={pathname}>
          <Suspense fallback={null}>
            <Routes>
              <Route element={<Shell />}>
                <Route index element={<HomePage />} />
                <Route path="playbook" element={<PlaybookPage />} />
                <Route path="playbook/print" element={<PrintPage />} />
                <Route path="playbook/:chapter" element={<ChapterPage />} />
                <Route path="drills" element={<DrillsPage />} />
                <Route path="deep-dives" element={<DeepDivesPage />} />
                <Route element={<WithFigures />}>
                  <Route path="drills/:id" element={<DrillPage />} />
                  <Route path="deep-dives/:id" element={<DeepDivePage />} />
                </Route>
                <Route path="lab" element={<LabsPage />} />
                <Route path="glossary" element={<GlossaryPage />} />
                <Route path="search" element={<SearchPage />} />
                <Route path="*" element={<NotFoundPage />} />
              </Route>
              {/* The lab is an instrument over the whole window and brings its own header. */}
              <Route path="lab/:scenario" element={<LabScreen />} />
            </Routes>
          </Suspense>
        </ErrorBoundary>
      </PaletteHost>
    </GlossaryProvider>
  )
}

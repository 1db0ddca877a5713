import { useEffect, useState } from 'preact/hooks';

/** Matches a narrow screen in portrait orientation. */
const UPRIGHT = '(orientation: portrait) and (max-width: 43.7rem)';

export function useUpright(): boolean {
  const [isUpright, setUpright] = useState(matchMedia(UPRIGHT).matches);
  useEffect(() => {
    const query = matchMedia(UPRIGHT);
    const follow = () => setUpright(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isUpright;
}

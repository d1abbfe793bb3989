export default function StalenessBudget() {
  return null
}

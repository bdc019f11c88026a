/** How many binary digits a positive number has. */
export function bitLength(value: bigint): number {
  const hex = value.toString(16)
  return (hex.length - 1) * 4 + Number.parseInt(hex[0] ?? '0', 16).toString(2).length
}

// A shop's cart, as its people write it.
interface Voucher {
  code: string;
  percent?: { value: number };
}

const vouchers: Voucher[] = [{ code: "SPRING" }];

function discountOf(voucher: Voucher, total: number): number {
  return total * voucher.percent!.value;
}

export function applyVoucher(code: string, total: number): number {
  const found = vouchers.find((each) => each.code === code);
  if (!found) throw new RangeError("there is no such voucher");
  return total - discountOf(found, total);
}

export class Checkout {
  private total = 12;

  pay(code: string): number {
    return applyVoucher(code, this.total) + applyVoucher(code.trim(), 1);
  }
}

const button = document.querySelector("button")!;
button.addEventListener("click", () => new Checkout().pay("SPRING"));
